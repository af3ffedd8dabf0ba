import { z } from 'zod';
import type { PaymentReport } from '../../domain/verify-payment.ts';
import type { Msisdn } from '../../domain/msisdn.ts';
import { isHashOf } from '../hashed-phone.ts';
import { parseStrictJson } from '../strict-json.ts';

/**
 * How the gateway's answers are read. Its document contradicts itself, so both of its readings are accepted and nothing
 * else: `status` is `"0"` in one answer and `0` in the other; the id is `transaction_id` on the push and `B0smi_Id` on the
 * query; the query's success is printed by PHP, so whether numbers are text is not known. White space around a text is no
 * part of it.
 */

/** Text of at most 100 printable ASCII characters: an id is never a number (19 digits do not fit one). */
const transactionId = z
  .string()
  .trim()
  .regex(/^[\x21-\x7e]{1,100}$/);
/** JSON has a negative zero, which is no answer of the document's. */
const success = z.literal(['0', 0]).refine((status) => !Object.is(status, -0));
/** A value that may be a number or text; kept as text. */
const scalar = z.union([z.string().trim(), z.number()]).transform(String);
/** An id, too, but only while a number holds all its digits: `9007199254740993123` would become another id. */
const id = z.union([z.string().trim(), z.int()]).transform(String);
const absent = z.union([z.null(), z.string().trim().length(0)]).transform(() => undefined);
const messageField = z.string().optional().catch(undefined);

const acceptedPush = z.looseObject({ status: success, transaction_id: transactionId });
const refusal = z.looseObject({
  status: z.literal('error'),
  message: messageField,
  // An error that names a transaction contradicts itself, and so is no refusal.
  transaction_id: absent.optional(),
  B0smi_Id: absent.optional(),
});
const reportedPayment = z.looseObject({
  status: success,
  transaction_id: z.union([absent, id]).optional().catch('unreadable'),
  B0smi_Id: z.union([absent, id]).optional().catch('unreadable'),
  amount: scalar.optional().catch('unreadable'),
  phone: z.union([absent, scalar]).optional().catch('unreadable'),
  // A receipt begins with a letter: a number is none.
  mpesa_receipt: z.union([absent, z.string().trim()]).optional().catch('unreadable'),
});

/** `words` are the gateway's own, just as they came. */
export type PushAnswer =
  | { readonly kind: 'accepted'; readonly transactionId: string }
  | { readonly kind: 'refused'; readonly gatewayMessage: string | undefined }
  | { readonly kind: 'unreadable' };

/** Reads the body of a push's answer. Anything but the two documented shapes is unreadable. */
export function readPushAnswer(body: string): PushAnswer {
  const json = parseStrictJson(body);
  const accepted = acceptedPush.safeParse(json);
  if (accepted.success) return { kind: 'accepted', transactionId: accepted.data.transaction_id };
  const refused = refusal.safeParse(json);
  if (refused.success) return { kind: 'refused', gatewayMessage: refused.data.message };
  return { kind: 'unreadable' };
}

export type QueryAnswer =
  | { readonly kind: 'reported'; readonly report: PaymentReport }
  /** The gateway's one error: being processed or failed, or about the request itself. */
  | { readonly kind: 'refused'; readonly gatewayMessage: string | undefined }
  /** A success that proves nothing. */
  | { readonly kind: 'pending'; readonly gatewayMessage: string }
  | { readonly kind: 'unreadable' };

/**
 * Reads the body of a query's answer. A success without a receipt proves nothing (a push's success is also status 0),
 * so it counts as pending; a success with one is a report, whatever else is wrong with it, for the judge to refuse.
 *
 * @param msisdn the number that was charged: where the answer has a hash of it, the report has the number
 */
export function readQueryAnswer(body: string, msisdn: Msisdn): QueryAnswer {
  const json = parseStrictJson(body);
  const reported = reportedPayment.safeParse(json);
  if (reported.success) {
    const {
      transaction_id: pushId,
      B0smi_Id: queryId,
      amount,
      phone,
      mpesa_receipt: receipt,
    } = reported.data;
    if (receipt === undefined) return { kind: 'pending', gatewayMessage: 'success without a receipt' };
    const transactionIds = [pushId, queryId].filter((id) => id !== undefined);
    const payer = phone !== undefined && isHashOf(msisdn, phone) ? msisdn : phone;
    return { kind: 'reported', report: { transactionIds, amount, phone: payer, receipt } };
  }
  const refused = refusal.safeParse(json);
  // The query's error may well repeat the id that was asked about.
  const error = refused.success
    ? refused
    : z.looseObject({ status: z.literal('error'), message: messageField }).safeParse(json);
  if (error.success) return { kind: 'refused', gatewayMessage: error.data.message };
  return { kind: 'unreadable' };
}

import { z } from 'zod';
import type { PaymentReport } from '../../domain/verify-payment.ts';
import type { Msisdn } from '../../domain/msisdn.ts';
import { isHashOf } from '../hashed-phone.ts';
import { parseStrictJson } from '../strict-json.ts';

/**
 * Reads the gateway's answers. Its document contradicts itself, so both of its readings are accepted, and nothing else: `status` is
 * `"0"` in one answer and `0` in the other; the id is `transaction_id` on the push and `B0smi_Id` on the query; the query's success is
 * printed by PHP, so the JSON types are not known. White space around a text does not count.
 */

/** At most 100 printable ASCII characters. An id is text, never a number: 19 digits do not fit into one. */
const transactionId = z
  .string()
  .trim()
  .regex(/^[\x21-\x7e]{1,100}$/);
/** JSON has a negative zero, which the document does not. */
const success = z.literal(['0', 0]).refine((status) => !Object.is(status, -0));
/** A value that may be a number or text; kept as text. */
const scalar = z.union([z.string().trim(), z.number()]).transform(String);
/** An id that is text or a number. The number must be a safe integer: `9007199254740993123` would become another id. */
const id = z.union([z.string().trim(), z.int()]).transform(String);
const absent = z.union([z.null(), z.string().trim().length(0)]).transform(() => undefined);
const messageField = z.string().optional().catch(undefined);

const acceptedPush = z.looseObject({ status: success, transaction_id: transactionId });
const refusal = z.looseObject({
  status: z.literal('error'),
  message: messageField,
  // An error that names a transaction contradicts itself, so it does not count as a refusal.
  transaction_id: absent.optional(),
  B0smi_Id: absent.optional(),
});
const reportedPayment = z.looseObject({
  status: success,
  transaction_id: z.union([absent, id]).optional().catch('unreadable'),
  B0smi_Id: z.union([absent, id]).optional().catch('unreadable'),
  amount: scalar.optional().catch('unreadable'),
  phone: z.union([absent, scalar]).optional().catch('unreadable'),
  // A receipt begins with a letter, so it is never a number.
  mpesa_receipt: z.union([absent, z.string().trim()]).optional().catch('unreadable'),
});

/** The reading of a push's answer. `gatewayMessage` is as it was received. */
export type PushAnswer =
  | { readonly kind: 'accepted'; readonly transactionId: string }
  | { readonly kind: 'refused'; readonly gatewayMessage: string | undefined }
  | { readonly kind: 'unreadable' };

/** Reads the body of a push's answer. Everything but the two documented shapes is unreadable. */
export function readPushAnswer(body: string): PushAnswer {
  const json = parseStrictJson(body);
  const accepted = acceptedPush.safeParse(json);
  if (accepted.success) return { kind: 'accepted', transactionId: accepted.data.transaction_id };
  const refused = refusal.safeParse(json);
  if (refused.success) return { kind: 'refused', gatewayMessage: refused.data.message };
  return { kind: 'unreadable' };
}

/** The reading of a query's answer. `gatewayMessage` is as it was received. */
export type QueryAnswer =
  | { readonly kind: 'reported'; readonly report: PaymentReport }
  /** The gateway's one error: the payment is being processed, it failed, or the request is wrong. */
  | { readonly kind: 'refused'; readonly gatewayMessage: string | undefined }
  /** A success without a receipt, which proves nothing. */
  | { readonly kind: 'pending'; readonly gatewayMessage: string }
  | { readonly kind: 'unreadable' };

/**
 * Reads the body of a query's answer. A success without a receipt proves nothing (a push's success has status 0, too), so it counts as
 * pending. A success with a receipt is a report, whatever else is wrong with it: `verifyPayment` refuses it then.
 *
 * @param msisdn the number that was charged; if the answer holds a hash of it, the report holds the number
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
  // The error of a query may repeat the id that was asked about.
  const error = refused.success
    ? refused
    : z.looseObject({ status: z.literal('error'), message: messageField }).safeParse(json);
  if (error.success) return { kind: 'refused', gatewayMessage: error.data.message };
  return { kind: 'unreadable' };
}

import type { InlineKeyboardButton } from 'telegraf/types';
import { isMsisdn, type Msisdn } from '../charge/msisdn.ts';
import { ROLES, type Role } from '../charge/roles.ts';

/**
 * What a button says when it is pressed. Callback data is forgeable and old keyboards live for ever, so it only names what
 * was shown: whether the presser may do it, and whether it still stands, is decided at the press.
 */
export type ButtonAction =
  /** Answers to a draft's question, named by its token. */
  | { readonly kind: 'send'; readonly token: string }
  | { readonly kind: 'leave'; readonly token: string }
  | { readonly kind: 'customer'; readonly token: string; readonly chargeId: number }
  /** One of the numbers of a contact that was shared: whoever may answer the question could as well type it. */
  | { readonly kind: 'number'; readonly token: string; readonly msisdn: Msisdn }
  /** About a charge. */
  | { readonly kind: 'again'; readonly chargeId: number }
  | { readonly kind: 'paid'; readonly chargeId: number }
  | { readonly kind: 'unpaid'; readonly chargeId: number }
  /** Goes on with the database that was restored from the copy of this time (epoch ms). */
  | { readonly kind: 'goOn'; readonly copiedAt: number }
  | { readonly kind: 'language'; readonly language: 'en' | 'sw' }
  /** Speaks for this one of one's shops from now on. */
  | { readonly kind: 'shop'; readonly merchantId: number }
  /** About a shop's staff. */
  | { readonly kind: 'invite'; readonly merchantId: number; readonly role: Role }
  | { readonly kind: 'remove'; readonly merchantId: number; readonly userId: number }
  | { readonly kind: 'removeNow'; readonly merchantId: number; readonly userId: number }
  | { readonly kind: 'staff'; readonly merchantId: number }
  /** Takes a one-time link back, or lets somebody connect a shop no more. */
  | { readonly kind: 'revoke'; readonly ref: string }
  | { readonly kind: 'revokeApplicant'; readonly userId: number }
  /** About what is set up in a chat: answers to a question, and an end to what is listed. */
  | { readonly kind: 'keepChat'; readonly ref: string }
  | { readonly kind: 'endChat'; readonly ref: string }
  | { readonly kind: 'unlinkChat'; readonly merchantId: number; readonly chatId: number };

/** Within Telegram's 64 bytes: the longest is `removeNow`, with two numbers of at most 16 digits. */
export function encodeAction(action: ButtonAction): string {
  switch (action.kind) {
    case 'send':
    case 'leave':
      return `${action.kind}:${action.token}`;
    case 'customer':
      return `customer:${action.token}:${action.chargeId}`;
    case 'number':
      return `number:${action.token}:${action.msisdn}`;
    case 'again':
    case 'paid':
    case 'unpaid':
      return `${action.kind}:${action.chargeId}`;
    case 'goOn':
      return `goOn:${action.copiedAt}`;
    case 'language':
      return `language:${action.language}`;
    case 'shop':
    case 'staff':
      return `${action.kind}:${action.merchantId}`;
    case 'invite':
      return `invite:${action.merchantId}:${action.role}`;
    case 'remove':
    case 'removeNow':
      return `${action.kind}:${action.merchantId}:${action.userId}`;
    case 'revoke':
    case 'keepChat':
    case 'endChat':
      return `${action.kind}:${action.ref}`;
    case 'revokeApplicant':
      return `revokeApplicant:${action.userId}`;
    case 'unlinkChat':
      return `unlinkChat:${action.merchantId}:${action.chatId}`;
  }
}

/** Reads callback data; undefined for anything that this version does not make. */
export function decodeAction(data: string): ButtonAction | undefined {
  if (data.length > 64) return undefined;
  const [kind = '', first = '', second, ...rest] = data.split(':');
  if (rest.length > 0) return undefined;
  const [one, two] = [number(first), number(second)];
  if (second === undefined) {
    switch (kind) {
      case 'send':
      case 'leave':
        return TOKEN.test(first) ? { kind, token: first } : undefined;
      case 'again':
      case 'paid':
      case 'unpaid':
        return one === undefined ? undefined : { kind, chargeId: one };
      case 'goOn':
        return one === undefined ? undefined : { kind, copiedAt: one };
      case 'language':
        return first === 'en' || first === 'sw' ? { kind, language: first } : undefined;
      case 'shop':
      case 'staff':
        return one === undefined ? undefined : { kind, merchantId: one };
      case 'revoke':
        return INVITE_REF.test(first) ? { kind, ref: first } : undefined;
      case 'revokeApplicant':
        return one === undefined ? undefined : { kind, userId: one };
      case 'keepChat':
      case 'endChat':
        return TOKEN.test(first) ? { kind, ref: first } : undefined;
      default:
        return undefined;
    }
  }
  switch (kind) {
    case 'customer':
      return TOKEN.test(first) && two !== undefined ? { kind, token: first, chargeId: two } : undefined;
    case 'number':
      return TOKEN.test(first) && isMsisdn(second) ? { kind, token: first, msisdn: second } : undefined;
    case 'invite': {
      const role = ROLES.find((known) => known === second);
      return one === undefined || role === undefined ? undefined : { kind, merchantId: one, role };
    }
    case 'remove':
    case 'removeNow':
      return one === undefined || two === undefined ? undefined : { kind, merchantId: one, userId: two };
    case 'unlinkChat': {
      const chatId = chatIdIn(second);
      return one === undefined || chatId === undefined ? undefined : { kind, merchantId: one, chatId };
    }
    default:
      return undefined;
  }
}

const TOKEN = /^[\w-]{1,22}$/;
const INVITE_REF = /^[a-z]{8}$/;

const number = (text: string | undefined): number | undefined =>
  text !== undefined && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined;

/** A group's id is below zero. */
const chatIdIn = (text: string): number | undefined =>
  /^-?[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined;

export const button = (text: string, action: ButtonAction): InlineKeyboardButton.CallbackButton => ({
  text,
  callback_data: encodeAction(action),
});

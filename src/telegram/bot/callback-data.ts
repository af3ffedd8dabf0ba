import type { InlineKeyboardButton } from 'telegraf/types';
import { isMsisdn, type Msisdn } from '../../domain/msisdn.ts';
import { ROLES, type Role } from '../../domain/roles.ts';

/**
 * What a button says when it is pressed. Callback data is forgeable and old keyboards live for ever, so it only names what
 * was shown: whether the presser may do it, and whether it still stands, is decided at the press.
 */
export type CallbackAction =
  /** Answers to a draft's question, named by its token. */
  | { readonly kind: 'send'; readonly token: string }
  | { readonly kind: 'leave'; readonly token: string }
  | { readonly kind: 'customer'; readonly token: string; readonly charge: Ref }
  /** One of the numbers of a contact that was shared: whoever may answer the question could as well type it. */
  | { readonly kind: 'number'; readonly token: string; readonly msisdn: Msisdn }
  /** About a charge. */
  | { readonly kind: 'again'; readonly charge: Ref }
  | { readonly kind: 'paid'; readonly charge: Ref }
  | { readonly kind: 'unpaid'; readonly charge: Ref }
  /** About a payment that was reported for a charge and does not fit: which of them, from 1. */
  | { readonly kind: 'ours'; readonly charge: Ref; readonly report: number }
  | { readonly kind: 'notOurs'; readonly charge: Ref; readonly report: number }
  /** Goes on with the database that was restored from the copy of this time (epoch ms). */
  | { readonly kind: 'goOn'; readonly copiedAt: number }
  | { readonly kind: 'language'; readonly language: 'en' | 'sw' }
  /** Speaks for this one of one's shops from now on. */
  | { readonly kind: 'shop'; readonly merchant: Ref }
  /** About a shop's staff. */
  | { readonly kind: 'invite'; readonly merchant: Ref; readonly role: Role }
  | { readonly kind: 'remove'; readonly merchant: Ref; readonly userId: number }
  | { readonly kind: 'removeNow'; readonly merchant: Ref; readonly userId: number }
  | { readonly kind: 'staff'; readonly merchant: Ref }
  /** Takes a one-time link back, or lets somebody connect a shop no more. */
  | { readonly kind: 'revoke'; readonly ref: string }
  | { readonly kind: 'revokeApplicant'; readonly userId: number }
  /** About what is set up in a chat: answers to a question, and an end to what is listed. */
  | { readonly kind: 'keepChat'; readonly ref: string }
  | { readonly kind: 'endChat'; readonly ref: string }
  | { readonly kind: 'unlinkChat'; readonly merchant: Ref; readonly chatId: number };

/**
 * Names a charge or a merchant. Random, so that nobody learns from a button how many there are; in a button of a version before
 * that, its id.
 */
type Ref = string;

/** Within Telegram's 64 bytes: the longest is `removeNow`, with a name of 24 characters and a number of 15 digits. */
export function encodeCallbackData(action: CallbackAction): string {
  switch (action.kind) {
    case 'send':
    case 'leave':
      return `${action.kind}:${action.token}`;
    case 'customer':
      return `customer:${action.token}:${action.charge}`;
    case 'number':
      return `number:${action.token}:${action.msisdn}`;
    case 'again':
    case 'paid':
    case 'unpaid':
      return `${action.kind}:${action.charge}`;
    case 'ours':
    case 'notOurs':
      return `${action.kind}:${action.charge}:${action.report}`;
    case 'goOn':
      return `goOn:${action.copiedAt}`;
    case 'language':
      return `language:${action.language}`;
    case 'shop':
    case 'staff':
      return `${action.kind}:${action.merchant}`;
    case 'invite':
      return `invite:${action.merchant}:${action.role}`;
    case 'remove':
    case 'removeNow':
      return `${action.kind}:${action.merchant}:${action.userId}`;
    case 'revoke':
    case 'keepChat':
    case 'endChat':
      return `${action.kind}:${action.ref}`;
    case 'revokeApplicant':
      return `revokeApplicant:${action.userId}`;
    case 'unlinkChat':
      return `unlinkChat:${action.merchant}:${action.chatId}`;
  }
}

/** Reads callback data; undefined for anything that this version does not make. */
export function decodeCallbackData(data: string): CallbackAction | undefined {
  if (data.length > 64) return undefined;
  const [kind = '', first = '', second, ...rest] = data.split(':');
  if (rest.length > 0) return undefined;
  const ref = REF.test(first) ? first : undefined;
  if (second === undefined) {
    switch (kind) {
      case 'send':
      case 'leave':
        return TOKEN.test(first) ? { kind, token: first } : undefined;
      case 'again':
      case 'paid':
      case 'unpaid':
        return ref === undefined ? undefined : { kind, charge: ref };
      case 'goOn': {
        const copiedAt = number(first);
        return copiedAt === undefined ? undefined : { kind, copiedAt };
      }
      case 'language':
        return first === 'en' || first === 'sw' ? { kind, language: first } : undefined;
      case 'shop':
      case 'staff':
        return ref === undefined ? undefined : { kind, merchant: ref };
      case 'revoke':
        return INVITE_REF.test(first) ? { kind, ref: first } : undefined;
      case 'revokeApplicant': {
        const userId = number(first);
        return userId === undefined ? undefined : { kind, userId };
      }
      case 'keepChat':
      case 'endChat':
        return TOKEN.test(first) ? { kind, ref: first } : undefined;
      default:
        return undefined;
    }
  }
  switch (kind) {
    case 'customer':
      return TOKEN.test(first) && REF.test(second) ? { kind, token: first, charge: second } : undefined;
    case 'number':
      return TOKEN.test(first) && isMsisdn(second) ? { kind, token: first, msisdn: second } : undefined;
    case 'ours':
    case 'notOurs': {
      const report = number(second);
      return ref === undefined || report === undefined ? undefined : { kind, charge: ref, report };
    }
    case 'invite': {
      const role = ROLES.find((known) => known === second);
      return ref === undefined || role === undefined ? undefined : { kind, merchant: ref, role };
    }
    case 'remove':
    case 'removeNow': {
      const userId = number(second);
      return ref === undefined || userId === undefined ? undefined : { kind, merchant: ref, userId };
    }
    case 'unlinkChat': {
      const chatId = chatIdIn(second);
      return ref === undefined || chatId === undefined ? undefined : { kind, merchant: ref, chatId };
    }
    default:
      return undefined;
  }
}

const TOKEN = /^[\w-]{1,22}$/;
/** A random name, or an id of at most 15 digits: no random name is that short. */
const REF = /^(?:[\w-]{16,24}|[1-9]\d{0,14})$/;
const INVITE_REF = /^[a-z]{8}$/;

const number = (text: string): number | undefined =>
  /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined;

/** A group's id is below zero. */
const chatIdIn = (text: string): number | undefined =>
  /^-?[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined;

export const button = (text: string, action: CallbackAction): InlineKeyboardButton.CallbackButton => ({
  text,
  callback_data: encodeCallbackData(action),
});

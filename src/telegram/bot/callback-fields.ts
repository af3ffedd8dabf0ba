import { isMsisdn, type Msisdn } from '../../domain/msisdn.ts';
import { REFUND_REASONS, TAKE_BACK_REASONS, type UsualReason } from '../../domain/refund.ts';
import { addDays, dayOf } from '../../domain/calendar.ts';
import {
  daySpan,
  monthSpan,
  MOST_REPORT_DAYS,
  rangeSpan,
  spanDays,
  weekSpan,
  type ReportSpan,
} from '../../domain/report-span.ts';
import { ROLES, type Role } from '../../domain/roles.ts';
import type { Toward } from '../../store/port/charge-queries.ts';

/** A value in callback data. */
export interface CallbackField<T> {
  encode(value: T): string;
  /** Returns undefined if the text is not one that `encode` makes. */
  decode(text: string): T | undefined;
}

/**
 * The kinds of callback data of a feature. Each kind names its fields, in the order in which they follow it in the data. Chats keep
 * old buttons, so a kind, once sent, keeps its name, its fields and their order.
 */
export type CallbackKinds = Readonly<Record<string, Readonly<Record<string, CallbackField<unknown>>>>>;

const matching = (pattern: RegExp): CallbackField<string> => ({
  encode: (value) => value,
  decode: (text) => (pattern.test(text) ? text : undefined),
});

/** One of a few words. */
export const oneOf = <const T extends string>(words: readonly T[]): CallbackField<T> => ({
  encode: (value) => value,
  decode: (text) => words.find((word) => word === text),
});

/** A whole number of at most 15 digits, which a JavaScript number holds exactly. */
const integer = (pattern: RegExp): CallbackField<number> => ({
  encode: String,
  decode: (text) => (pattern.test(text) ? Number(text) : undefined),
});

/** Names a question: the draft's token, or the reference of a question about a chat. */
export const token = matching(/^[\w-]{1,22}$/);

/**
 * Names a charge, a refund or a merchant. The name is random, so that nobody learns from a button how many there are. Buttons of earlier
 * versions hold an id of at most 15 digits; no random name is that short.
 */
export const ref = matching(/^(?:[\w-]{16,24}|[1-9]\d{0,14})$/);

/** Names a one-time link. */
export const inviteRef = matching(/^[a-z]{8}$/);

/** The direction in which a list goes on. */
export const toward: CallbackField<Toward> = oneOf(['older', 'newer']);

/** The longest text to search for that fits in a button beside the other fields, in bytes of UTF-8: the button holds it as base64. */
export const MAX_SEARCH_BYTES = 27;

/** A text to search for, on one line. */
export const searchText: CallbackField<string> = {
  encode: (value) => Buffer.from(value).toString('base64url'),
  decode(text) {
    const value = Buffer.from(text, 'base64url').toString();
    const isOne = value !== '' && Buffer.byteLength(value) <= MAX_SEARCH_BYTES && value.isWellFormed();
    return isOne && searchText.encode(value) === text ? value : undefined;
  },
};

export const positive = integer(/^[1-9]\d{0,14}$/);

/** A count of things that people make, in nine digits at most. */
export const count = integer(/^[1-9]\d{0,8}$/);

/** A place in a list: the id of what was shown last, or 0 for the beginning. */
export const place = integer(/^(?:0|[1-9]\d{0,14})$/);

/** A moment in epoch milliseconds, written in whole seconds. */
export const moment: CallbackField<number> = {
  encode: (value) => String(Math.floor(value / 1_000)),
  decode: (text) => (/^(?:0|[1-9]\d{0,10})$/.test(text) ? Number(text) * 1_000 : undefined),
};
/** Zero or a positive number. */
export const natural = integer(/^(?:0|[1-9]\d{0,14})$/);

/** A minute of a day. It may be too great by a little. */
export const minute = integer(/^(?:0|[1-9]\d{0,3})$/);

/** A group's id is negative. */
export const chatId = integer(/^-?[1-9]\d{0,14}$/);

export const role: CallbackField<Role> = oneOf(ROLES);

export const usualReason: CallbackField<UsualReason> = oneOf([...REFUND_REASONS, ...TAKE_BACK_REASONS]);

export const language = oneOf(['en', 'sw']);

export const msisdn: CallbackField<Msisdn> = {
  encode: (value) => value,
  decode: (text) => (isMsisdn(text) ? text : undefined),
};

/** A page of a list, from 1. */
export const page = integer(/^[1-9]\d?$/);

/** A person, or 0 for everybody. */
export const personOrAll = integer(/^(?:0|[1-9]\d{0,14})$/);

/** The days of a report: `d20261127`, `w20261123` (a Monday), `m202611`, or `r20261101.15` (the first day, and how many there are). */
export const reportSpan: CallbackField<ReportSpan> = {
  encode: encodeSpan,
  decode(text) {
    const span = spanIn(text);
    return span !== undefined && encodeSpan(span) === text ? span : undefined;
  },
};

function encodeSpan(span: ReportSpan): string {
  const first = span.first.replaceAll('-', '');
  switch (span.kind) {
    case 'day':
    case 'week':
      return `${span.kind.slice(0, 1)}${first}`;
    case 'month':
      return `m${first.slice(0, 6)}`;
    case 'range':
      return `r${first}.${spanDays(span)}`;
  }
}

function spanIn(text: string): ReportSpan | undefined {
  const [, kind, year, month, date = '1', days] =
    /^([dwmr])(\d{4})(\d{2})(\d{2})?(?:\.(\d{1,3}))?$/.exec(text) ?? [];
  const first = dayOf(Number(year), Number(month), Number(date));
  if (first === undefined) return undefined;
  if (kind === 'd') return daySpan(first);
  if (kind === 'w') return weekSpan(first);
  if (kind === 'm') return monthSpan(first);
  const length = Number(days);
  return length > 1 && length <= MOST_REPORT_DAYS ? rangeSpan(first, addDays(first, length - 1)) : undefined;
}

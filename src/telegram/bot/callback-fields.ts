import { isMsisdn, type Msisdn } from '../../domain/msisdn.ts';
import { ROLES, type Role } from '../../domain/roles.ts';

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
 * Names a charge or a merchant. The name is random, so that nobody learns from a button how many there are. Buttons of earlier
 * versions hold an id of at most 15 digits; no random name is that short.
 */
export const ref = matching(/^(?:[\w-]{16,24}|[1-9]\d{0,14})$/);

/** Names a one-time link. */
export const inviteRef = matching(/^[a-z]{8}$/);

export const positive = integer(/^[1-9]\d{0,14}$/);

/** Zero or a positive number. */
export const natural = integer(/^(?:0|[1-9]\d{0,14})$/);

/** A minute of a day. It may be too great by a little. */
export const minute = integer(/^(?:0|[1-9]\d{0,3})$/);

/** A group's id is negative. */
export const chatId = integer(/^-?[1-9]\d{0,14}$/);

export const role: CallbackField<Role> = oneOf(ROLES);

export const language = oneOf(['en', 'sw']);

export const msisdn: CallbackField<Msisdn> = {
  encode: (value) => value,
  decode: (text) => (isMsisdn(text) ? text : undefined),
};

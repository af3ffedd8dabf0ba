import type { InlineKeyboardButton } from 'telegraf/types';
import type { CallbackField, CallbackKinds } from './callback-fields.ts';
import { amountCallbacks } from './features/amounts.callbacks.ts';
import { chargeCallbacks } from './features/charge.callbacks.ts';
import { chatCallbacks } from './features/chats.callbacks.ts';
import { chooseShopCallbacks } from './features/choose-shop.callbacks.ts';
import { customerCallbacks } from './features/customers.callbacks.ts';
import { findCallbacks } from './features/find.callbacks.ts';
import { closingCallbacks } from './features/closings.callbacks.ts';
import { closeCallbacks } from './features/closes.callbacks.ts';
import { collectCallbacks } from './features/collect.callbacks.ts';
import { exportCallbacks } from './features/exports.callbacks.ts';
import { inviteCallbacks } from './features/invites.callbacks.ts';
import { itemCallbacks } from './features/items.callbacks.ts';
import { languageCallbacks } from './features/language.callbacks.ts';
import { markCallbacks } from './features/marks.callbacks.ts';
import { receiptCallbacks } from './features/receipts.callbacks.ts';
import { refundCallbacks } from './features/refunds.callbacks.ts';
import { reportCallbacks } from './features/reports.callbacks.ts';
import { restoreHoldCallbacks } from './features/restore-hold.callbacks.ts';
import { settingsCallbacks } from './features/settings.callbacks.ts';
import { staffCallbacks } from './features/staff.callbacks.ts';

/** The kinds of callback data of all features. */
const KINDS = {
  ...chargeCallbacks,
  ...findCallbacks,
  ...receiptCallbacks,
  ...markCallbacks,
  ...refundCallbacks,
  ...closeCallbacks,
  ...collectCallbacks,
  ...restoreHoldCallbacks,
  ...languageCallbacks,
  ...chooseShopCallbacks,
  ...staffCallbacks,
  ...inviteCallbacks,
  ...chatCallbacks,
  ...reportCallbacks,
  ...customerCallbacks,
  ...amountCallbacks,
  ...itemCallbacks,
  ...closingCallbacks,
  ...exportCallbacks,
  ...settingsCallbacks,
} satisfies CallbackKinds;

/** Kinds that have another name in the data: old buttons hold the name that the kind had when they were sent. */
const NAMES_IN_DATA: Readonly<Partial<Record<keyof typeof KINDS, string>>> = {
  resume: 'goOn',
  resumeCollection: 'goOnCollection',
};

const nameInData = (kind: keyof typeof KINDS): string => NAMES_IN_DATA[kind] ?? kind;

type Values<Fields> = {
  readonly [Name in keyof Fields]: Fields[Name] extends CallbackField<infer T> ? T : never;
};

/**
 * What a press asks for. Callback data can be forged, and old buttons stay in chats, so it only names what was shown. Whether the
 * person may do it, and whether it still applies, is decided at the press.
 */
export type CallbackAction = {
  readonly [Kind in keyof typeof KINDS]: { readonly kind: Kind } & Values<(typeof KINDS)[Kind]>;
}[keyof typeof KINDS];

export type CallbackKind = CallbackAction['kind'];

/** The action of one kind. */
export type ActionOf<Kind extends CallbackKind> = Extract<CallbackAction, { readonly kind: Kind }>;

/** Telegram's limit in bytes. The data is ASCII. The longest is `exportSpan`, with a name of 24 characters and two moments. */
const MAX_LENGTH = 64;

export const CALLBACK_KINDS = Object.keys(KINDS) as readonly CallbackKind[];

const fieldsOf = (kind: CallbackKind): readonly (readonly [name: string, field: CallbackField<unknown>])[] =>
  Object.entries(KINDS[kind]);

/** Writes an action as `name:field:field`. */
export function encodeCallbackData(action: CallbackAction): string {
  const values: Readonly<Record<string, unknown>> = action;
  return [
    nameInData(action.kind),
    ...fieldsOf(action.kind).map(([name, field]) => field.encode(values[name])),
  ].join(':');
}

/** Returns the kind that callback data begins with, or undefined if there is no such kind. The rest may be wrong. */
export function callbackKindOf(data: string): CallbackKind | undefined {
  const [name] = data.split(':');
  return CALLBACK_KINDS.find((kind) => nameInData(kind) === name);
}

/** Reads callback data. Returns undefined for data that `encodeCallbackData` does not make. */
export function decodeCallbackData(data: string): CallbackAction | undefined {
  const kind = callbackKindOf(data);
  if (kind === undefined || data.length > MAX_LENGTH) return undefined;
  const [, ...texts] = data.split(':');
  const fields = fieldsOf(kind);
  if (texts.length !== fields.length) return undefined;
  const action: Record<string, unknown> = { kind };
  for (const [place, [name, field]] of fields.entries()) {
    const value = field.decode(texts[place] ?? '');
    if (value === undefined) return undefined;
    action[name] = value;
  }
  return action as CallbackAction;
}

export const button = (text: string, action: CallbackAction): InlineKeyboardButton.CallbackButton => ({
  text,
  callback_data: encodeCallbackData(action),
});

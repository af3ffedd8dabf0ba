import { ref, type CallbackKinds } from '../callback-fields.ts';

export const itemCallbacks = {
  /** Asks for a new item of a merchant. */
  addItem: { merchant: ref },
  removeItem: { merchant: ref, item: ref },
} as const satisfies CallbackKinds;

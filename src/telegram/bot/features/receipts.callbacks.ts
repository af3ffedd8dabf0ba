import { ref, type CallbackKinds } from '../callback-fields.ts';

export const receiptCallbacks = {
  /** Makes the customer's receipt of a paid charge. */
  receipt: { charge: ref },
} as const satisfies CallbackKinds;

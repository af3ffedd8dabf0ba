import { positive, ref, type CallbackKinds } from '../callback-fields.ts';

export const staffCallbacks = {
  staff: { merchant: ref },
  /** Asks whether to remove somebody; `removeNow` is the answer. */
  remove: { merchant: ref, userId: positive },
  removeNow: { merchant: ref, userId: positive },
} as const satisfies CallbackKinds;

import { positive, type CallbackKinds } from '../callback-fields.ts';

export const restoreHoldCallbacks = {
  /** Resumes pushes after a restore from the copy of this time, in epoch milliseconds. */
  resume: { copiedAt: positive },
} as const satisfies CallbackKinds;

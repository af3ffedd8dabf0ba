import { moment, oneOf, ref, type CallbackKinds } from '../callback-fields.ts';

const format = oneOf(['xlsx', 'csv']);

export const exportCallbacks = {
  /** Exports what was paid and asked for from a moment (inclusive) to another (exclusive). */
  exportSpan: { merchant: ref, from: moment, to: moment, format },
  exportClosing: { closing: ref, format },
} as const satisfies CallbackKinds;

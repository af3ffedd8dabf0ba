import { ref, token, usualReason, type CallbackKinds } from '../callback-fields.ts';

export const refundCallbacks = {
  /** Asks how much of a paid charge went back. */
  refund: { charge: ref },
  /** Answers to the questions about a refund, which the draft's token names. */
  refundWhole: { token },
  refundPart: { token },
  refundWhy: { token, reason: usualReason },
  /** Asks why a refund is taken back. */
  takeBack: { refund: ref },
} as const satisfies CallbackKinds;

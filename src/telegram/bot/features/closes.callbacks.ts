import { CHOSEN_CLOSE_REASONS } from '../../../domain/close-reason.ts';
import { oneOf, ref, type CallbackKinds } from '../callback-fields.ts';

/** Closing a charge. The kinds that end in `Listed` are those under a list of charges, which is shown again afterwards. */
export const closeCallbacks = {
  /** The customer says that they cancelled the prompt. */
  cancelled: { charge: ref },
  /** Asks for the reason. */
  close: { charge: ref },
  closeListed: { charge: ref },
  closeAs: { charge: ref, reason: oneOf(CHOSEN_CLOSE_REASONS) },
  closeListedAs: { charge: ref, reason: oneOf(CHOSEN_CLOSE_REASONS) },
  /** Leaves the reasons without closing. */
  keepOpen: { charge: ref },
  keepOpenListed: { charge: ref },
} as const satisfies CallbackKinds;

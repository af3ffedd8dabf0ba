import { count, place, positive, ref, type CallbackKinds } from '../callback-fields.ts';

export const closingCallbacks = {
  /** Closes the day, or the shift of a person, if its closing would still have this number. */
  closeDay: { merchant: ref, number: count },
  closeShift: { merchant: ref, userId: positive, number: count },
  /** Leaves what the person was about to close. */
  leaveOpen: { userId: positive },
  /** Shows a closing. */
  closing: { closing: ref },
  /** Lists closings from before the one with this id; 0 for the newest. */
  closings: { merchant: ref, before: place },
} as const satisfies CallbackKinds;

import { positive, ref, type CallbackKinds } from '../callback-fields.ts';

export const markCallbacks = {
  /** A person says what became of a charge. */
  paid: { charge: ref },
  unpaid: { charge: ref },
  /** A person says whose a reported payment is that does not fit the charge. `report` counts the charge's reports from 1. */
  ours: { charge: ref, report: positive },
  notOurs: { charge: ref, report: positive },
} as const satisfies CallbackKinds;

import { msisdn, ref, token, type CallbackKinds } from '../callback-fields.ts';

export const chargeCallbacks = {
  /** Answers to a question, which the draft's token names. */
  send: { token },
  leave: { token },
  /** Offers the chat's last customers under the question for the phone. */
  customers: { token },
  customer: { token, charge: ref },
  /** One of the numbers of a shared contact. Whoever may answer the question could type it as well. */
  number: { token, msisdn },
  /** Charges again what was declined or canceled. */
  again: { charge: ref },
} as const satisfies CallbackKinds;

import { msisdn, positive, ref, token, type CallbackKinds } from '../callback-fields.ts';

export const customerCallbacks = {
  /** A page of the list of customers. */
  customerList: { merchant: ref, page: positive },
  /** A customer's page; `page` is the page of the list to go back to. */
  person: { customer: ref, page: positive },
  chargePerson: { customer: ref },
  blockPerson: { customer: ref, page: positive },
  unblockPerson: { customer: ref, page: positive },
  /** Asks whether to erase a customer; `eraseNow` and `dontErase` are the answers. */
  erasePerson: { customer: ref },
  /** In private only. Whoever may press it typed the number, or was shown it. */
  eraseNow: { merchant: ref, msisdn },
  dontErase: {},
  /** One of the customers of a name; the draft's token names the question. */
  chargeNamed: { token, customer: ref },
} as const satisfies CallbackKinds;

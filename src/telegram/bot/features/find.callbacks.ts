import { ref, searchText, toward, type CallbackKinds } from '../callback-fields.ts';

export const findCallbacks = {
  /** Opens a charge's page. */
  open: { charge: ref },
  /** Goes on with a search, beside a charge that was found. */
  find: { toward, charge: ref, text: searchText },
  /** Goes on with a list of a number's charges. `phone` is a charge that has the number, so that no button holds one. */
  ofPhone: { toward, charge: ref, phone: ref },
} as const satisfies CallbackKinds;

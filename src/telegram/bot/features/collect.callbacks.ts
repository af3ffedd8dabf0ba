import { page, ref, token, type CallbackKinds } from '../callback-fields.ts';

export const collectCallbacks = {
  // Under the question for the payers; the draft's token names it.
  sendToPayers: { token },
  /** A page of the shop's customers to choose from. */
  pickPayers: { token, page },
  /** Puts a customer on the list, or takes them off. */
  pick: { token, customer: ref, page },
  /** Back to the question. */
  picked: { token },
  // Under a board.
  remindPayers: { collection: ref },
  addPayers: { collection: ref },
  resumeCollection: { collection: ref },
  /** Asks whether to close. */
  closeCollection: { collection: ref },
  closeCollectionNow: { collection: ref },
  keepCollection: { collection: ref },
  boardPage: { collection: ref, page },
  /** Shows the board of an open collection again, as a new message. */
  showBoard: { collection: ref },
} as const satisfies CallbackKinds;

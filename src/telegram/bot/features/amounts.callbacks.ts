import { positive, ref, token, type CallbackKinds } from '../callback-fields.ts';

/** Answers to the question for the amount, which the draft's token names. Whoever may answer it could type an amount as well. */
export const amountCallbacks = {
  amount: { token, amountKes: positive },
  /** Adds one of an item to what was tapped so far. */
  item: { token, item: ref },
  itemsDone: { token },
  itemsClear: { token },
} as const satisfies CallbackKinds;

/**
 * A charge's life. What each state means is said here, where it is declared; which may follow which is the table below,
 * and the store refuses a move that is not in it.
 */
export const CHARGE_STATES = [
  /** Asked for and committed; nothing was sent to the gateway. */
  'created',
  /** Committed before the request leaves: from here on a prompt may reach the phone. */
  'pushing',
  /** The gateway took the push and gave an id; the customer has not been seen to pay. */
  'pending',
  /** Not paid when it was expected to be, told so, and still watched: late payments arrive here. */
  'unconfirmed',
  /** The watch ended without a confirmation. */
  'expired',
  /** Confirmed by the gateway for this very transaction, receipt in hand. Final. */
  'paid',
  /** The gateway said no, or was never reached: nothing was sent to the phone. Final. */
  'declined',
  /** No readable answer to the push: it may or may not have reached the phone, and there is no id to ask about. */
  'unknown',
  /** Never sent: it waited so long that a person should decide again. Final. */
  'canceled',
  /** A person said that the customer paid; the gateway has not confirmed it. While there is an id to ask about, it still may. */
  'marked_paid',
  /** A person said that the customer did not pay. */
  'marked_unpaid',
] as const;

export type ChargeState = (typeof CHARGE_STATES)[number];

/** What holds for a charge in a state. Nothing else in the program lists states: it asks for one of these. */
interface StateTraits {
  /** The states that may follow. The store refuses every other move. */
  readonly next: readonly ChargeState[];
  /** Something is still expected of it: it is listed as waiting, and its account is kept. */
  readonly open?: true;
  /** The gateway is asked about it, and its end is told. A marked charge's watch goes on as well, and ends in silence. */
  readonly watched?: true;
  /** No prompt reached the phone: it counts in no velocity limit. */
  readonly neverSent?: true;
  /** No prompt can be open on the phone: none came, or it was answered. A person's word takes no prompt away. */
  readonly noPrompt?: true;
  /** Nothing but a correction follows: the number may be erased once the watch is over. */
  readonly final?: true;
  /** It stands by a person's word. */
  readonly marked?: true;
  /** A reported payment that does not fit is still to be decided. */
  readonly mismatchOpen?: true;
  /** A person may say that it was paid, or not, without a reported payment. */
  readonly markable?: true;
}

const STATES: Readonly<Record<ChargeState, StateTraits>> = {
  // To `unknown`: in a database restored from a copy. It may have been pushed after the copy was made.
  created: { next: ['pushing', 'canceled', 'unknown'], open: true },
  pushing: { next: ['pending', 'declined', 'unknown'], open: true },
  // To `marked_paid`: by a person's word that a payment which was reported, and does not fit, is this charge's.
  pending: { next: ['paid', 'unconfirmed', 'marked_paid'], open: true, watched: true, mismatchOpen: true },
  unconfirmed: { next: ['paid', 'expired', 'marked_paid'], open: true, watched: true, mismatchOpen: true },
  expired: { next: ['marked_paid', 'marked_unpaid'], final: true, mismatchOpen: true, markable: true },
  paid: { next: [], noPrompt: true, final: true },
  declined: { next: [], neverSent: true, noPrompt: true, final: true },
  // To `pending`: the answer may still come when another program, or a fault of this one, has given the push up.
  unknown: { next: ['pending', 'marked_paid', 'marked_unpaid'], open: true, markable: true },
  canceled: { next: [], neverSent: true, noPrompt: true, final: true },
  // A wrong tap can be undone, and a confirmation counts for more than anybody's word.
  marked_paid: { next: ['marked_unpaid', 'paid'], final: true, marked: true },
  marked_unpaid: { next: ['marked_paid', 'paid'], final: true, marked: true },
};

/** Whether a charge may move from one state to another. */
export const mayMove = (from: ChargeState, to: ChargeState): boolean => STATES[from].next.includes(to);

export type StateTrait = Exclude<keyof StateTraits, 'next'>;

/** Whether a trait holds in a state. */
export const isState = (state: ChargeState, trait: StateTrait): boolean => STATES[state][trait] === true;

/** All states in which a trait holds, in the order in which they are declared. */
export const statesWhere = (trait: StateTrait): readonly ChargeState[] =>
  CHARGE_STATES.filter((state) => isState(state, trait));

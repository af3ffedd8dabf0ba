/**
 * The states of a charge's life. The table below says which may follow which; the store refuses every other move.
 */
export const CHARGE_STATES = [
  /** Asked for and committed; nothing was sent to the gateway. */
  'created',
  /** Committed before the request leaves. From here on a prompt may reach the phone. */
  'pushing',
  /** The gateway took the push and gave an id; the customer has not been seen to pay. */
  'pending',
  /** Not paid in time, told so, and still watched: late payments arrive here. */
  'unconfirmed',
  /** The watch ended without a confirmation. */
  'expired',
  /** Confirmed by the gateway for this very transaction, with a receipt. Final. */
  'paid',
  /** The gateway said no, or was never reached: nothing was sent to the phone. Final. */
  'declined',
  /** No readable answer to the push: it may or may not have reached the phone, and there is no id to ask about. */
  'unknown',
  /** Never sent: it waited too long, or was not allowed any more. Final. */
  'canceled',
  /** A person said that the customer paid. The gateway has not confirmed it, and still may if there is an id to ask about. */
  'marked_paid',
  /** A person said that the customer did not pay. */
  'marked_unpaid',
] as const;

export type ChargeState = (typeof CHARGE_STATES)[number];

/** What holds for a charge in a state. The rest of the program asks for one of these traits and never lists states. */
interface StateTraits {
  /** The states that may follow. The store refuses every other move. */
  readonly next: readonly ChargeState[];
  /** The charge is not settled: it is listed as waiting, and its account is kept. */
  readonly open?: true;
  /** The gateway is asked about it, and its end is told. The watch of a marked charge also goes on, but its end is not told. */
  readonly watched?: true;
  /** The gateway has not answered the push. */
  readonly unanswered?: true;
  /** No prompt reached the phone: it counts in no velocity limit. */
  readonly neverSent?: true;
  /** No prompt can be open on the phone: none came, or it was answered. A mark proves neither. */
  readonly noPrompt?: true;
  /** The customer may have cancelled the prompt, whenever it was sent. For a pending charge, the time since the push decides. */
  readonly cancelable?: true;
  /** It counts as paid: the gateway confirmed it, or a person marked it as paid. */
  readonly countsAsPaid?: true;
  /** A move to this state may change what the merchant has taken. */
  readonly changesTakings?: true;
  /** The same customer may be charged again from this charge. The buttons of a closed charge have a rule of their own. */
  readonly repeatable?: true;
  /** Nothing but a correction follows: the number may be erased once the watch is over. */
  readonly final?: true;
  /** A person marked it. */
  readonly marked?: true;
  /** A person can still decide about a mismatched payment. */
  readonly mismatchOpen?: true;
  /** A person can say whose a mismatched payment is, or correct that. */
  readonly reportDecidable?: true;
  /** A person may mark it as paid without a reported payment, or correct an earlier mark to that. */
  readonly markablePaid?: true;
  /** The same for a mark as unpaid. */
  readonly markableUnpaid?: true;
}

const STATES: Readonly<Record<ChargeState, StateTraits>> = {
  // To `unknown`: in a database restored from a copy. It may have been pushed after the copy was made.
  created: { next: ['pushing', 'canceled', 'unknown'], open: true, unanswered: true },
  pushing: { next: ['pending', 'declined', 'unknown'], open: true, unanswered: true },
  // To `marked_paid`: a person decides that a mismatched payment is this charge's.
  pending: {
    next: ['paid', 'unconfirmed', 'marked_paid'],
    open: true,
    watched: true,
    mismatchOpen: true,
    reportDecidable: true,
  },
  unconfirmed: {
    next: ['paid', 'expired', 'marked_paid'],
    open: true,
    watched: true,
    cancelable: true,
    repeatable: true,
    mismatchOpen: true,
    reportDecidable: true,
  },
  expired: {
    next: ['marked_paid', 'marked_unpaid'],
    final: true,
    // Its card offered the button before the watch ended.
    repeatable: true,
    mismatchOpen: true,
    reportDecidable: true,
    markablePaid: true,
    markableUnpaid: true,
  },
  paid: { next: [], noPrompt: true, final: true, countsAsPaid: true, changesTakings: true, repeatable: true },
  declined: { next: [], neverSent: true, noPrompt: true, final: true, repeatable: true },
  // To `pending` and `declined`: the gateway's answer may come after another program, or a fault of this one, gave the push up.
  unknown: {
    next: ['pending', 'declined', 'marked_paid', 'marked_unpaid'],
    open: true,
    cancelable: true,
    markablePaid: true,
    markableUnpaid: true,
  },
  canceled: { next: [], neverSent: true, noPrompt: true, final: true, repeatable: true },
  // A mark can be corrected, and the gateway's confirmation overrides it.
  marked_paid: {
    next: ['marked_unpaid', 'paid'],
    final: true,
    marked: true,
    countsAsPaid: true,
    changesTakings: true,
    markableUnpaid: true,
  },
  marked_unpaid: {
    next: ['marked_paid', 'paid'],
    final: true,
    marked: true,
    changesTakings: true,
    reportDecidable: true,
    markablePaid: true,
  },
};

/** Whether a charge may move from one state to another. */
export const mayMove = (from: ChargeState, to: ChargeState): boolean => STATES[from].next.includes(to);

export type StateTrait = Exclude<keyof StateTraits, 'next'>;

/** Whether a trait holds in a state. */
export const isState = (state: ChargeState, trait: StateTrait): boolean => STATES[state][trait] === true;

/** All states in which a trait holds, in the order in which they are declared. */
export const statesWhere = (trait: StateTrait): readonly ChargeState[] =>
  CHARGE_STATES.filter((state) => isState(state, trait));

/** All states from which a charge may move to a state, in the order in which they are declared. */
export const statesBefore = (to: ChargeState): readonly ChargeState[] =>
  CHARGE_STATES.filter((from) => mayMove(from, to));

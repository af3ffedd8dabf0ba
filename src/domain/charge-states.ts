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

/**
 * Which states may follow each. `marked_*` may be corrected, since a wrong tap is a person's error to undo; and a confirmation
 * counts for more than anybody's word.
 */
const TRANSITIONS: Readonly<Record<ChargeState, readonly ChargeState[]>> = {
  // In a database restored from a copy: it may have been pushed after the copy was made.
  created: ['pushing', 'canceled', 'unknown'],
  pushing: ['pending', 'declined', 'unknown'],
  // By a person's word: that a payment which was reported, and does not fit, is this charge's.
  pending: ['paid', 'unconfirmed', 'marked_paid'],
  unconfirmed: ['paid', 'expired', 'marked_paid'],
  expired: ['marked_paid', 'marked_unpaid'],
  paid: [],
  declined: [],
  // The answer may still come when another program, or a fault of this one, has given the push up: it brings the id.
  unknown: ['pending', 'marked_paid', 'marked_unpaid'],
  canceled: [],
  marked_paid: ['marked_unpaid', 'paid'],
  marked_unpaid: ['marked_paid', 'paid'],
};

/** Whether a charge may move from one state to another. */
export const mayMove = (from: ChargeState, to: ChargeState): boolean => TRANSITIONS[from].includes(to);

/** States in which the customer may be looking at a prompt, or about to. */
export const OPEN_STATES = [
  'created',
  'pushing',
  'pending',
  'unknown',
] as const satisfies readonly ChargeState[];

/** States in which the gateway is asked about the charge, and told of at the end. A marked charge's watch goes on as well, and ends in silence. */
export const WATCHED_STATES = ['pending', 'unconfirmed'] as const satisfies readonly ChargeState[];

/** States that stand by a person's word. */
export const MARKED_STATES = ['marked_paid', 'marked_unpaid'] as const satisfies readonly ChargeState[];

/** States in which a reported payment that does not fit is still to be decided. */
export const MISMATCH_STATES = [
  'pending',
  'unconfirmed',
  'expired',
] as const satisfies readonly ChargeState[];

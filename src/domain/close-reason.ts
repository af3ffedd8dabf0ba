/** The reasons that a person chooses from for one charge. */
export const CHOSEN_CLOSE_REASONS = [
  'customer-cancelled',
  'took-cash',
  'changed-mind',
  'wrong-number',
] as const;
export type ChosenCloseReason = (typeof CHOSEN_CLOSE_REASONS)[number];

/**
 * Why the shop closed an open charge. A closed charge is no longer listed, and is still watched: a payment that comes after all is told.
 * `customer-cancelled` frees the phone at once for another prompt of the same shop. `collection-closed`: the collection that it belongs to was
 * closed.
 */
export const CLOSE_REASONS = [...CHOSEN_CLOSE_REASONS, 'collection-closed'] as const;
export type CloseReason = (typeof CLOSE_REASONS)[number];

/** Whether a value, of the audit log for example, is a reason to close. */
export const isCloseReason = (value: unknown): value is CloseReason =>
  CLOSE_REASONS.some((reason) => reason === value);

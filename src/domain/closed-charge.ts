import { isState } from './charge-states.ts';
import type { Charge } from './charge.ts';
import type { NoticeKind } from './messages.ts';

/** The shop may say that the customer cancelled from this long after the push. Before, the prompt may not be on the phone yet. */
export const CANCELABLE_AFTER_MS = 20_000;
/** The card says that no PIN has come yet from this long after the push. Nine of ten customers enter it within a minute. */
export const NO_PIN_AFTER_MS = 60_000;

/**
 * M-Pesa refuses the same amount to the same customer within two minutes (code 17). A prompt may be open about as long, and a
 * second push can spoil it.
 */
export const REPEAT_WINDOW_MS = 2 * 60_000;

/** A charge that the shop closed and whose end is not known. */
export const isClosed = ({ state, closedAt }: Pick<Charge, 'state' | 'closedAt'>): boolean =>
  closedAt !== null && isState(state, 'open');

type Waiting = Pick<Charge, 'state' | 'closedAt' | 'pushedSteadyAt'>;

/** Returns how long a charge has waited for the customer's PIN (ms); undefined if it does not wait, or the shop closed it. */
const waitedMs = ({ state, closedAt, pushedSteadyAt }: Waiting, steadyNow: number): number | undefined =>
  state === 'pending' && closedAt === null && pushedSteadyAt !== null
    ? Math.max(0, steadyNow - pushedSteadyAt)
    : undefined;

/** Whether the customer may have seen a prompt, and cancelled it. */
export const mayHaveCancelled = (charge: Waiting, steadyNow: number): boolean =>
  isState(charge.state, 'cancelable') || (waitedMs(charge, steadyNow) ?? 0) >= CANCELABLE_AFTER_MS;

/** Returns how long it takes until the shop may say that the customer cancelled an open charge (ms). */
export const untilCancelableMs = (charge: Waiting, steadyNow: number): number =>
  Math.max(0, CANCELABLE_AFTER_MS - (waitedMs(charge, steadyNow) ?? 0));

/** Whether a pending charge has waited so long that its card says so. */
export const hasNoPin = (charge: Waiting, steadyNow: number): boolean =>
  (waitedMs(charge, steadyNow) ?? 0) >= NO_PIN_AFTER_MS;

/** Returns when the customer may be sent another prompt (steady time), if nobody says that they cancelled this one. */
export const sendableAgainAt = ({
  createdSteadyAt,
  pushedSteadyAt,
}: Pick<Charge, 'createdSteadyAt' | 'pushedSteadyAt'>): number =>
  Math.max(createdSteadyAt, pushedSteadyAt ?? 0) + REPEAT_WINDOW_MS;

/** Returns when a charge's card changes next by time alone (steady time); undefined if it does not. */
export function cardChangesAt(charge: Waiting, steadyNow: number): number | undefined {
  const waited = waitedMs(charge, steadyNow);
  return waited === undefined || waited >= NO_PIN_AFTER_MS ? undefined : steadyNow - waited + NO_PIN_AFTER_MS;
}

/** What is still told of a charge that the shop closed: money, and what a person must decide. */
const TOLD_WHEN_CLOSED: ReadonlySet<NoticeKind> = new Set(['paid', 'paid_late', 'mismatch', 'marked']);

/** Whether a notice of a charge is sent. The shop knows the end of a charge that it closed, unless money comes. */
export const isTold = ({ closedAt }: Pick<Charge, 'closedAt'>, notice: NoticeKind): boolean =>
  closedAt === null || TOLD_WHEN_CLOSED.has(notice);

/** Notices at which a charge's card makes way: they say all that the card says. */
const REPLACES_CARD: ReadonlySet<NoticeKind> = new Set<NoticeKind>([
  'paid',
  'paid_late',
  'declined',
  'unknown',
  'unconfirmed',
  'expired',
  'canceled',
]);

/** Whether a charge's card goes once this notice is in its chat. */
export const replacesCard = (notice: NoticeKind | null): boolean =>
  notice !== null && REPLACES_CARD.has(notice);

import type Database from 'better-sqlite3';
import { mayMove, type ChargeState } from '../../src/domain/charge-states.ts';
import { FIRST_MERCHANT } from '../../src/domain/merchant.ts';
import type { Gateway, PushOutcome } from '../../src/gateway/gateway.ts';
import type { Messenger } from '../../src/payments/messenger.ts';
import { startPayments, type Payments } from '../../src/payments/payments.ts';
import type { Store } from '../../src/store/port/store.ts';
import type { VirtualClock } from '../simulation/virtual-clock.ts';
import { NO_LIMITS } from './no-limits.ts';
import {
  accepted,
  NO_RULES,
  pending,
  reported,
  scriptedGateway,
  type RecordedMessenger,
  type ScriptedGateway,
} from './payments.ts';
import { aCharge } from './store.ts';

// Long, so that keeping it needs new pages.
const evidence = { httpStatus: 200, raw: 'x'.repeat(5_000) };
export const MINUTE = 60_000;
const CONFIRM_MS = 30_000;
const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A charge's life: what the gateway answers, and the state that it must end in if nothing fails. */
export interface Life {
  readonly push: PushOutcome;
  /** When the gateway reports the payment, counted from the command; never if undefined. */
  readonly paysAt?: number;
  /** The merchant marks it as paid. */
  readonly settles?: true;
  readonly end: ChargeState;
  /** The notices of the end: the chat gets one of them. */
  readonly tells: readonly string[];
}

export const LIVES: Readonly<Record<string, Life>> = {
  'that is paid': { push: { ...accepted('T1'), evidence }, paysAt: 8_000, end: 'paid', tells: ['paid #1'] },
  // A fault may delay a query so long that it finds the payment before the charge is called not confirmed.
  'that is paid late': {
    push: { ...accepted('T1'), evidence },
    paysAt: 2 * MINUTE,
    end: 'paid',
    tells: ['paid_late #1', 'paid #1'],
  },
  'that is declined': {
    push: { kind: 'declined', cause: 'refused', gatewayMessage: 'no', evidence },
    end: 'declined',
    tells: ['declined #1'],
  },
  'whose outcome is unknown, and a person marks': {
    push: { kind: 'unknown', why: 'timed-out', evidence },
    settles: true,
    end: 'marked_paid',
    tells: ['unknown #1'],
  },
};

/** A gateway that answers as this life has it. */
export function gatewayOf({ push, paysAt }: Life, clock: VirtualClock): ScriptedGateway {
  const gateway = scriptedGateway();
  gateway.onPush = () => push;
  gateway.onQuery = () =>
    clock.steady() >= (paysAt ?? Number.POSITIVE_INFINITY) ? { ...reported({}), evidence } : pending;
  return gateway;
}

/** Starts the real payments of the first merchant. */
export function startLife(parts: {
  readonly store: Store;
  readonly clock: VirtualClock;
  readonly gateway: Gateway;
  readonly messenger: Messenger;
  readonly accountId: number;
}): Payments {
  const { store, clock, gateway, messenger, accountId } = parts;
  const payments = startPayments({
    store,
    messenger,
    limits: NO_LIMITS,
    clock,
    log: SILENT,
    random: () => 0.5,
    confirmMs: CONFIRM_MS,
    watchMs: 60 * MINUTE,
    rules: NO_RULES,
    clockAgrees: () => true,
    onAccountRefused: () => undefined,
    retention: undefined,
  });
  payments.open(FIRST_MERCHANT, { accountId, gateway });
  return payments;
}

/** A merchant's command comes, and is handled. */
export async function command(store: Store, payments: Payments, clock: VirtualClock): Promise<void> {
  const at = clock.now();
  await store.inbox.receive([{ updateId: 1, chatId: 100, payload: {} }], at);
  const effects = { updateId: 1, at, messages: [], draft: { kind: 'keep' } } as const;
  const result = await payments.createCharge(aCharge({ requestedAt: at }), { effects });
  if (result.kind === 'needs-confirmation' || result.kind === 'held') throw new Error(result.kind);
}

/** The merchant marks the charge as paid. */
export async function settle(store: Store, payments: Payments, clock: VirtualClock): Promise<void> {
  const at = clock.now();
  await store.inbox.receive([{ updateId: 2, chatId: 100, payload: {} }], at);
  const effects = { updateId: 2, at, messages: [], draft: { kind: 'keep' } } as const;
  const { charge } = await payments.mark(1, true, 7, effects);
  // A charge whose push is under way cannot be marked yet.
  if (charge.state === 'pushing') throw new Error('too early');
}

/** What a life has left behind. */
export interface Lived {
  readonly charges: readonly { readonly state: ChargeState; readonly receipt: string | null }[];
  readonly auditLog: readonly { readonly from: ChargeState | null; readonly to: ChargeState }[];
  readonly health: unknown;
  readonly pushes: number;
  readonly messenger: RecordedMessenger;
}

export const livedIn = (
  sqlite: Database.Database,
  gateway: ScriptedGateway,
  messenger: RecordedMessenger,
): Lived => ({
  charges: sqlite.prepare('SELECT state, receipt FROM charges').all() as Lived['charges'],
  auditLog: sqlite.prepare('SELECT "from", "to" FROM charge_events ORDER BY id').all() as Lived['auditLog'],
  health: [sqlite.pragma('integrity_check', { simple: true }), sqlite.pragma('foreign_key_check')],
  pushes: gateway.pushes.length,
  messenger,
});

/**
 * Returns what is wrong at the end of a life. A charge may also end as unknown, with a notice, and as canceled, if it was never pushed.
 *
 * @param mayRepeat whether a notice may have been told twice
 */
export function wrong(
  { charges, pushes, auditLog, health, messenger }: Lived,
  life: Life,
  mayRepeat = false,
): readonly string[] {
  const [charge] = charges;
  if (charge === undefined || charges.length > 1) return [`${charges.length} charges`];
  const { state, receipt } = charge;
  const problems: string[] = [];
  const ends = [life.end, 'unknown', 'canceled', ...(life.settles === true ? ['marked_paid'] : [])];
  if (!ends.includes(state)) problems.push(`it is ${state}`);
  if (pushes > (state === 'canceled' ? 0 : 1)) problems.push(`it is ${state} after ${pushes} pushes`);
  const tells = state === life.end ? life.tells : [`${state} #1`];
  if (!messenger.said.some((line) => tells.includes(line)))
    problems.push(`it is ${state}, and was told: ${messenger.said.join(', ')}`);
  // There are no other notices except of states on the way, each once.
  const told = messenger.said.filter((line) => !line.startsWith('card'));
  const strange = told.filter((line) => !tells.includes(line) && line !== 'unconfirmed #1');
  if (strange.length > 0) problems.push(`it is ${state}, and was told ${strange.join(', ')}`);
  if (!mayRepeat && told.length > new Set(told).size)
    problems.push(`something was told twice: ${told.join(', ')}`);
  // A charge that ended before its card could be sent gets none.
  const shown = messenger.said.includes('card 1') ? messenger.cards.get(1) : state;
  if (shown !== state) problems.push(`it is ${state}, its card shows ${shown}`);
  if ((receipt === null) === (state === 'paid')) problems.push(`it is ${state} with the receipt ${receipt}`);
  for (const [i, { from, to }] of auditLog.entries()) {
    const before = auditLog[i - 1]?.to ?? null;
    const isAllowed = from === null ? to === 'created' : mayMove(from, to);
    if (!isAllowed || from !== before) problems.push(`its audit log holds ${before}: ${from} → ${to}`);
  }
  if (auditLog.at(-1)?.to !== state)
    problems.push(`it is ${state}, its audit log ends at ${auditLog.at(-1)?.to}`);
  if (JSON.stringify(health) !== '["ok",[]]') problems.push(`the database: ${JSON.stringify(health)}`);
  return problems;
}

// @module-tag slow
import { storeOnSqlite } from '../support/sqlite.ts';
import { describe, expect, test } from 'vitest';
import { mayMove, type ChargeState } from '../../src/domain/charge-states.ts';
import type { PushOutcome } from '../../src/gateway/gateway.ts';
import { FIRST_MERCHANT } from '../../src/domain/merchant.ts';
import type { Store } from '../../src/store/port/store.ts';
import { startPayments, type Payments } from '../../src/payments/payments.ts';
import { memoryDatabase } from '../simulation/memory-store.ts';
import { virtualClock, type VirtualClock } from '../simulation/virtual-clock.ts';
import { failingDatabase, STATEMENT_FAULTS, type StatementFault } from '../support/failing-statements.ts';
import { NO_LIMITS } from '../support/no-limits.ts';
import { aCharge, hire } from '../support/store.ts';
import {
  anAccount,
  NO_RULES,
  accepted,
  pending,
  recordedMessenger,
  reported,
  scriptedGateway,
} from '../support/payments.ts';

// Long, so that keeping it needs new pages.
const evidence = { httpStatus: 200, raw: 'x'.repeat(5_000) };
const MINUTE = 60_000;
const CONFIRM_MS = 30_000;
/** How long a disk stays full at most. */
const FULL_FOR_MS = MINUTE;
const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A charge's life: what the gateway answers, and the state that it must end in if nothing fails. */
interface Life {
  readonly push: PushOutcome;
  /** When the gateway reports the payment, counted from the command; never if undefined. */
  readonly paysAt?: number;
  /** The merchant marks it as paid. */
  readonly settles?: true;
  readonly end: ChargeState;
  /** The notices of the end: the chat gets one of them. */
  readonly tells: readonly string[];
}

const LIVES: Readonly<Record<string, Life>> = {
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

/** Repeats work until it succeeds, as the bot's dispatcher does. */
async function retryUntilDone<T>(clock: VirtualClock, work: () => Promise<T>): Promise<T> {
  for (let left = 200; ; left -= 1) {
    try {
      return await work();
    } catch (error) {
      if (left === 0) throw error;
      await clock.advance(1_000);
    }
  }
}

type Lived = Awaited<ReturnType<typeof live>>;

/** Runs one charge from its command to its end, in which the `n`th statement fails. */
async function live({ push, paysAt, settles }: Life, n: number, fault: StatementFault) {
  const sqlite = memoryDatabase();
  // Migrations leave free pages, which would be room on a full disk.
  sqlite.exec('VACUUM');
  await hire(storeOnSqlite(sqlite));
  const accountId = await anAccount(storeOnSqlite(sqlite));
  const { client, isReached, lift, refused } = failingDatabase(sqlite, n, fault);
  const store: Store = { ...storeOnSqlite(client), close: () => undefined };
  const [clock, gateway, messenger] = [virtualClock(), scriptedGateway(), recordedMessenger()];
  gateway.onPush = () => push;
  gateway.onQuery = () =>
    clock.steady() >= (paysAt ?? Number.POSITIVE_INFINITY) ? { ...reported({}), evidence } : pending;
  const random = (): number => 0.5;
  const payments = startPayments({
    store,
    messenger,
    limits: NO_LIMITS,
    clock,
    log: SILENT,
    random,
    confirmMs: CONFIRM_MS,
    watchMs: 60 * MINUTE,
    rules: NO_RULES,
    clockAgrees: () => true,
    onAccountRefused: () => undefined,
    retention: undefined,
  });
  payments.open(FIRST_MERCHANT, { accountId, gateway });

  // Somebody makes room every minute.
  const madeRoom = new AbortController();
  void (async () => {
    for (;;) {
      await clock.sleep(FULL_FOR_MS, madeRoom.signal);
      if (madeRoom.signal.aborted) return;
      lift();
    }
  })();

  await command(store, payments, clock);
  await clock.advance((paysAt ?? 1_000) + FULL_FOR_MS);
  if (settles === true) await settle(store, payments, clock);
  await clock.advance(5 * MINUTE);
  madeRoom.abort();
  const stopped = payments.stop(0);
  await clock.advance(1);
  await stopped;

  const charges = sqlite.prepare('SELECT id, state, receipt FROM charges').all() as {
    id: number;
    state: ChargeState;
    receipt: string | null;
  }[];
  const trail = sqlite.prepare('SELECT "from", "to" FROM charge_events ORDER BY id').all() as {
    from: ChargeState | null;
    to: ChargeState;
  }[];
  const health = [sqlite.pragma('integrity_check', { simple: true }), sqlite.pragma('foreign_key_check')];
  sqlite.close();
  return {
    isReached: isReached(),
    refused: refused(),
    charges,
    trail,
    health,
    pushes: gateway.pushes.length,
    messenger,
  };
}

async function command(store: Store, payments: Payments, clock: VirtualClock): Promise<void> {
  await retryUntilDone(clock, async () => {
    const at = clock.now();
    await store.inbox.receive([{ updateId: 1, chatId: 100, payload: {} }], at);
    const effects = { updateId: 1, at, messages: [], draft: { kind: 'keep' } } as const;
    const result = await payments.createCharge(aCharge({ requestedAt: at }), [], effects);
    if (result.kind === 'needs-confirmation' || result.kind === 'held') throw new Error(result.kind);
  });
}

async function settle(store: Store, payments: Payments, clock: VirtualClock): Promise<void> {
  await retryUntilDone(clock, async () => {
    const at = clock.now();
    await store.inbox.receive([{ updateId: 2, chatId: 100, payload: {} }], at);
    const effects = { updateId: 2, at, messages: [], draft: { kind: 'keep' } } as const;
    const { charge } = await payments.mark(1, true, 7, effects);
    // A charge whose push is under way cannot be marked yet.
    if (charge.state === 'pushing') throw new Error('too early');
  });
}

/** Returns what is wrong at the end of a life. A charge may also end as unknown, with a notice, and as canceled, if it was never pushed. */
function wrong({ charges, pushes, trail, health, messenger }: Lived, life: Life): readonly string[] {
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
  if (told.length > new Set(told).size) problems.push(`something was told twice: ${told.join(', ')}`);
  // A charge that ended before its card could be sent gets none.
  const shown = messenger.said.includes('card 1') ? messenger.cards.get(1) : state;
  if (shown !== state) problems.push(`it is ${state}, its card shows ${shown}`);
  if ((receipt === null) === (state === 'paid')) problems.push(`it is ${state} with the receipt ${receipt}`);
  for (const [i, { from, to }] of trail.entries()) {
    const before = trail[i - 1]?.to ?? null;
    const isAllowed = from === null ? to === 'created' : mayMove(from, to);
    if (!isAllowed || from !== before) problems.push(`its trail holds ${before}: ${from} → ${to}`);
  }
  if (trail.at(-1)?.to !== state) problems.push(`it is ${state}, its trail ends at ${trail.at(-1)?.to}`);
  if (JSON.stringify(health) !== '["ok",[]]') problems.push(`the database: ${JSON.stringify(health)}`);
  return problems;
}

describe.each(Object.entries(LIVES))('a charge %s', (_what, life) => {
  test.each(Object.entries(STATEMENT_FAULTS))(
    'keeps every promise when any one of its statements meets %s',
    async (_fault, fault) => {
      const problems: string[] = [];
      let unknown = 0;
      let refused = 0;
      let n = 1;
      for (let isReached = true; isReached; n += 1) {
        const lived = await live(life, n, fault);
        problems.push(...wrong(lived, life).map((problem) => `statement ${n}: ${problem}`));
        if (lived.charges[0]?.state !== life.end) unknown += 1;
        refused += lived.refused;
        ({ isReached } = lived);
      }
      expect(problems).toEqual([]);
      expect(n).toBeGreaterThan(60);
      expect(refused).toBeGreaterThan(10);
      // Only a fault in the commit of the push itself leaves it unknown. Every other fault is overcome.
      expect(unknown).toBeLessThanOrEqual(2);
    },
    600_000,
  );
});

import { recordedDatabase } from '../../../support/recorded-statements.ts';
import { dbOn, storeOnSqlite } from '../../../support/sqlite.ts';
import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import type { AmountKes } from '../../../../src/domain/amount.ts';
import { MAX_LOOKS } from '../../../../src/store/fair-queue.ts';
import * as schema from '../../../../src/store/schema.ts';
import type { OutboxKind } from '../../../../src/domain/messages.ts';
import type { Store } from '../../../../src/store/port/store.ts';
import { memoryDatabase } from '../../../simulation/memory-store.ts';
import { aCharge, hire, phone, effectsOf } from '../../../support/store.ts';

const T0 = 1_000_000;
const up = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n + 1);

/** Returns a store and the statements that it runs. */
async function rig() {
  const sqlite = memoryDatabase();
  const { client, log: statements } = recordedDatabase(sqlite);
  const db = dbOn(sqlite);
  const store = { ...storeOnSqlite(client), close: () => undefined };
  await hire(store);
  for (const id of [2, 3])
    db.insert(schema.merchants)
      .values({ id, name: `${id}`, createdAt: 0 })
      .run();
  return {
    store,
    db,
    statements,
    /** Adds a row to the outbox. */
    add(chatId: number, merchantId: number | null, kind: OutboxKind = 'message', dueAt = 0) {
      const notice = kind === 'notice' ? 'paid' : null;
      return db
        .insert(schema.outbox)
        .values({ chatId, merchantId, kind, notice, payload: { text: 'x' }, createdAt: T0, dueAt })
        .returning()
        .get();
    },
  };
}

test('a search for due cards does not step through those that only wait for a time', async () => {
  const { store, db, statements } = await rig();
  for (const n of up(200)) {
    const asked = aCharge({
      idempotencyKey: `card ${n}`,
      msisdn: phone(`07220000${String(n).padStart(2, '0').slice(-2)}`),
      chatId: 1_000 + n,
      cardMessageId: n,
      amountKes: n as AmountKes,
    });
    const rule = {
      at: T0,
      steadyAt: T0 + n * 1_000_000,
      windowMs: 0,
      accepted: [],
      hasOwnReasons: false,
      velocityLimits: [],
    };
    await store.charges.create(asked, rule, undefined);
  }
  db.update(schema.chargeMessages)
    .set({ cardDueAt: T0 + 20_000 })
    .run();
  db.update(schema.chargeMessages)
    .set({ cardDueAt: T0 })
    .where(eq(schema.chargeMessages.chatId, 1_100))
    .run();
  statements.length = 0;
  expect((await store.outbox.dueCards(T0, 10, [])).map(({ message }) => message?.chatId)).toEqual([1_100]);
  expect(statements.length).toBeLessThan(10);
  expect(await store.outbox.sawAll()).toBe(true);
});

describe('with ten thousand waiting rows, a search for work costs the same as with a few', () => {
  /** Returns how many statements one search for work runs. */
  const cost = async (look: () => Promise<unknown>, statements: string[]): Promise<number> => {
    statements.length = 0;
    await look();
    return statements.length;
  };
  const inBatches = <T>(rows: readonly T[], insert: (some: T[]) => unknown): void => {
    for (let from = 0; from < rows.length; from += 1_000) insert(rows.slice(from, from + 1_000));
  };
  const waiting = (count: number, kind = (_n: number): OutboxKind => 'message') =>
    up(count).map((n) => ({
      chatId: -(n % 3_000) - 1,
      merchantId: (n % 3) + 1,
      kind: kind(n),
      createdAt: T0,
      dueAt: 0,
    }));
  /**
   * The most statements of a search for 30 rows. Each row needs some to find the next merchant and chat, the first row there, and its
   * columns. The end of a round needs one more for each row.
   */
  const MAX_STATEMENTS = 30 * 5 + 30;

  test.each([100, 10_000])('of %i messages', async (count) => {
    const { store, db, statements } = await rig();
    inBatches(waiting(count), (some) => db.insert(schema.outbox).values(some).run());
    expect(await cost(() => store.outbox.due(T0, 30, []), statements)).toBeLessThanOrEqual(MAX_STATEMENTS);
  });

  test.each([100, 10_000])('of %i updates', async (count) => {
    const { store, db, statements } = await rig();
    const updates = up(count).map((n) => ({
      updateId: n,
      chatId: -(n % 3_000) - 1,
      merchantId: (n % 3) + 1,
      payload: {},
      receivedAt: T0,
      dueAt: 0,
    }));
    inBatches(updates, (some) => db.insert(schema.inbox).values(some).run());
    expect(await cost(() => store.inbox.due(T0, 30, []), statements)).toBeLessThanOrEqual(MAX_STATEMENTS);
  });

  test('and is bounded if nothing may be sent yet', async () => {
    const { store, db, statements } = await rig();
    const rows = waiting(10_000, (n) => (n % 2 === 0 ? 'announcement' : 'message'));
    inBatches(rows, (some) => db.insert(schema.outbox).values(some).run());
    const look = () => store.outbox.due(T0, 30, [], () => T0 + 1);
    // Two priorities, and for each look the next merchant, the next chat and its first row.
    expect(await cost(look, statements)).toBeLessThanOrEqual(2 * 3 * MAX_LOOKS + 20);
    expect(await store.outbox.sawAll()).toBe(false);
  });

  test('and every statement finds its rows by an index', async () => {
    const { store, add, statements, db } = await rig();
    for (const n of up(100)) add(-n, 1);
    await store.inbox.receive(
      up(100).map((n) => ({ updateId: n, chatId: -n, userId: n === 1 ? 666 : 7, payload: {} })),
      T0,
    );
    await cards(store, 60);
    statements.length = 0;
    await store.outbox.due(T0, 30, []);
    await store.outbox.dueCards(T0, 30, []);
    await store.inbox.due(T0, 30, []);
    await store.inbox.receive([{ updateId: 1_001, chatId: 666, userId: 666, payload: {} }], T0);
    await store.inbox.receive([{ updateId: 1_002, chatId: 7, userId: 7, payload: {} }], T0);
    const plans = [...new Set(statements)]
      .filter((query) => /^(?:select|update|delete|insert)/i.test(query))
      .flatMap((query) =>
        (
          db.$client
            .prepare(`EXPLAIN QUERY PLAN ${query}`)
            .all(...Array(query.split('?').length - 1).fill(1)) as { detail: string }[]
        ).map(({ detail }) => ({ detail, query })),
      );
    expect(plans.length).toBeGreaterThan(15);
    expect(plans.filter(({ detail }) => /^SCAN (?!CONSTANT ROW|\(subquery|one$)/.test(detail))).toEqual([]);
  });
});

/** Makes charges, each in its own chat, whose cards are due. */
async function cards(store: Pick<Store, 'charges' | 'inbox'>, count: number): Promise<void> {
  for (const n of up(count)) {
    const msisdn = phone(`07220${String(n).padStart(5, '0')}`);
    const asked = aCharge({
      idempotencyKey: `c${n}`,
      msisdn,
      amountKes: 5 as AmountKes,
      chatId: 100 + n,
      cardMessageId: n,
    });
    const rule = {
      at: T0,
      steadyAt: T0,
      windowMs: 0,
      accepted: [],
      hasOwnReasons: false,
      velocityLimits: [],
    };
    await store.charges.create(asked, rule, await effectsOf(store, T0));
  }
}

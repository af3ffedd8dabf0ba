import { recordedDatabase } from '../support/recorded-statements.ts';
import { dbOn, storeOnSqlite } from '../support/sqlite.ts';
import { describe, expect, test } from 'vitest';
import type { AmountKes } from '../../src/domain/amount.ts';
import { MAX_LOOKS } from '../../src/store/fair-queue.ts';
import * as schema from '../../src/store/schema.ts';
import { PRIORITIES, type OutboxKind } from '../../src/domain/messages.ts';
import type { Store } from '../../src/store/port/store.ts';
import { memoryDatabase } from '../simulation/memory-store.ts';
import { aCharge, hire, phone, effectsOf } from '../support/store.ts';

const T0 = 1_000_000;
const up = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n + 1);

/** A store, and what it asks of the database. */
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
    /** Something that waits to be said. */
    say(chatId: number, merchantId: number | null, kind: OutboxKind = 'message', dueAt = 0) {
      const notice = kind === 'notice' ? 'paid' : null;
      return db
        .insert(schema.outbox)
        .values({ chatId, merchantId, kind, notice, payload: { text: 'x' }, createdAt: T0, dueAt })
        .returning()
        .get();
    },
    chats: async (
      limit: number,
      ...rest: Parameters<typeof store.outbox.due> extends [number, number, ...infer R] ? R : never
    ) => (await store.outbox.due(T0, limit, ...rest)).map(({ row }) => row.chatId),
  };
}

describe('what is said first', () => {
  test('is money, then what else is urgent, across all merchants, whatever was there before', async () => {
    const { store, say } = await rig();
    const kinds = Object.keys(PRIORITIES) as OutboxKind[];
    for (const [n, kind] of kinds.toReversed().entries()) say(100 + n, (n % 3) + 1, kind);
    const due = await store.outbox.due(T0, 10, []);
    expect(due.map(({ row }) => row.kind)).toEqual([
      'notice',
      'announcement',
      'delete',
      'card',
      'message',
      'edit',
    ]);
  });

  test('within a chat, too: its payment overtakes its answers, and those keep their order', async () => {
    const { store, say } = await rig();
    const [one, two, paid] = [say(7, 1), say(7, 1), say(7, 1, 'notice')];
    const said: number[] = [];
    for (const _ of up(3)) {
      const [first] = await store.outbox.due(T0, 10, []);
      said.push(first!.row.id);
      await store.outbox.delivered(first!.row, 1, T0);
    }
    expect(said).toEqual([paid.id, one.id, two.id]);
  });

  test('is of each merchant one, then of each a second', async () => {
    const { say, chats } = await rig();
    for (const n of up(40)) say(-n, 1);
    for (const n of up(2)) say(-100 - n, 2);
    say(9, null);
    expect(new Set((await chats(3, [])).map((chatId) => (chatId < -100 ? 2 : chatId < 0 ? 1 : 0)))).toEqual(
      new Set([0, 1, 2]),
    );
  });

  test('is not what a chat must wait for, which keeps no other back', async () => {
    const { say, chats } = await rig();
    for (const n of up(5)) say(-n, 1);
    say(-9, 2);
    const freeAt = ({ chatId }: { chatId: number }): number => (chatId > -9 ? T0 + 1 : T0);
    expect(await chats(1, [], freeAt)).toEqual([-9]);
    expect(await chats(9, [-1, -2, -9])).toEqual([-5, -4, -3]);
  });

  test('a merchant is known for what is said in its people’s chats and its groups', async () => {
    const { store, db } = await rig();
    db.insert(schema.chats).values({ chatId: -5, merchantId: 2, linkedAt: 0 }).run();
    const payload = { text: 'x' };
    await store.outbox.say(
      [-5, 7, 666].map((chatId) => ({ kind: 'message', chatId, payload }) as const),
      T0,
    );
    expect(
      db
        .select()
        .from(schema.outbox)
        .all()
        .map(({ tenant }) => tenant),
    ).toEqual([2, 1, 0]);
  });
});

describe('with ten thousand that wait, a look for work costs what it costs with a few', () => {
  /** How many statements one look for work takes. */
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
  /** Of each that is taken: the next merchant or chat, what is first there, and the whole of it; and going once around. */
  const A_LOOK = 30 * 5 + 30;

  test.each([100, 10_000])('of %i messages', async (count) => {
    const { store, db, statements } = await rig();
    inBatches(waiting(count), (some) => db.insert(schema.outbox).values(some).run());
    expect(await cost(() => store.outbox.due(T0, 30, []), statements)).toBeLessThanOrEqual(A_LOOK);
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
    expect(await cost(() => store.inbox.due(T0, 30, []), statements)).toBeLessThanOrEqual(A_LOOK);
  });

  test('and is bounded where none may be said yet', async () => {
    const { store, db, statements } = await rig();
    const rows = waiting(10_000, (n) => (n % 2 === 0 ? 'announcement' : 'message'));
    inBatches(rows, (some) => db.insert(schema.outbox).values(some).run());
    const look = () => store.outbox.due(T0, 30, [], () => T0 + 1);
    // Two lanes, and at each look the next merchant, the next chat and what is first in it.
    expect(await cost(look, statements)).toBeLessThanOrEqual(2 * 3 * MAX_LOOKS + 20);
    expect(await store.outbox.sawAll()).toBe(false);
  });

  test('and every statement of it finds its rows by an index', async () => {
    const { store, say, statements, db } = await rig();
    for (const n of up(100)) say(-n, 1);
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
    expect(plans.filter(({ detail }) => /^SCAN (?!CONSTANT ROW|\(subquery)/.test(detail))).toEqual([]);
  });
});

/** Charges of one chat each whose card is to be shown anew. */
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
      held: false,
      velocityLimits: [],
      erasedAs: [],
    };
    await store.charges.create(asked, rule, await effectsOf(store, T0));
  }
}

describe('cards to be shown anew', () => {
  test('are taken one of each chat, of as many as there is room for, however many there are', async () => {
    const { store } = await rig();
    await cards(store, 60);
    const due = await store.outbox.dueCards(T0, 20, [101]);
    expect(due).toHaveLength(20);
    expect(new Set(due.map(({ message }) => message?.chatId)).size).toBe(20);
    expect(due.map(({ message }) => message?.chatId)).not.toContain(101);
  });
});

describe('updates are handled in turns', () => {
  test('of each merchant one, then of each a second', async () => {
    const { store, db } = await rig();
    db.insert(schema.chats)
      .values(up(60).map((n) => ({ chatId: -n, merchantId: 1, linkedAt: 0 })))
      .run();
    db.insert(schema.chats).values({ chatId: -100, merchantId: 2, linkedAt: 0 }).run();
    const noise = up(300).map((n) => ({ updateId: n, chatId: -(n % 60) - 1, userId: 7, payload: {} }));
    await store.inbox.receive(noise, T0);
    await store.inbox.receive([{ updateId: 1_000, chatId: -100, userId: 7, payload: {} }], T0);
    const due = await store.inbox.due(T0, 2, []);
    expect(due.map(({ tenant }) => tenant)).toEqual([1, 2]);
  });

  test('and a merchant of whom enough are handled waits for itself alone', async () => {
    const { store, db } = await rig();
    db.insert(schema.chats)
      .values(up(9).map((n) => ({ chatId: -n, merchantId: (n % 2) + 1, linkedAt: 0 })))
      .run();
    const updates = up(9).map((n) => ({ updateId: n, chatId: -n, userId: 7, payload: {} }));
    await store.inbox.receive(updates, T0);
    const due = await store.inbox.due(T0, 9, [], (tenant) => tenant !== 1);
    expect(due.map(({ tenant }) => tenant)).toEqual([2, 2, 2, 2, 2]);
  });
});

import { dbOn, storeOnSqlite } from '../support/sqlite.ts';
import { describe, expect, test } from 'vitest';
import { SENDER_LIMITS } from '../../src/domain/sender-limits.ts';
import type { ReceivedUpdate, SayTooMuch } from '../../src/store/port/inbox.ts';
import * as schema from '../../src/store/schema.ts';
import { memoryDatabase } from '../simulation/memory-store.ts';
import { hire } from '../support/store.ts';

const T0 = 1_000_000;
const up = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n + 1);
const sayTooMuch: SayTooMuch = ({ chatId }, language) => ({
  kind: 'message',
  chatId,
  payload: { text: `too much ${language ?? 'unknown'}` },
});
const bounds = { steadyAt: T0, sayTooMuch };
const from = (userId: number, updateId: number, over: Partial<ReceivedUpdate> = {}): ReceivedUpdate => ({
  updateId,
  chatId: userId,
  userId,
  isAddressed: true,
  payload: {},
  ...over,
});

async function rig() {
  const db = dbOn(memoryDatabase());
  const store = storeOnSqlite(db.$client);
  await hire(store);
  const said = () =>
    db
      .select()
      .from(schema.outbox)
      .all()
      .map(({ chatId, payload }) => [chatId, payload]);
  return { db, said, ...store };
}

describe('a press of a stranger', () => {
  test('is not kept, and given back to be answered if there is room; one of a member’s is kept', async () => {
    const { inbox } = await rig();
    const presses = up(500).map((n) => from(1_000 + n, n, { isPress: true }));
    const turnedAway = await inbox.receive([...presses, from(7, 501, { isPress: true })], T0, bounds);
    expect(turnedAway).toHaveLength(500);
    expect(await inbox.waiting()).toBe(1);
  });

  test('is a member’s once they are let in', async () => {
    const { inbox, db } = await rig();
    db.insert(schema.applicants).values({ userId: 9, name: 'Kamau', letInAt: 0 }).run();
    expect(await inbox.receive([from(9, 1, { isPress: true })], T0, bounds)).toEqual([]);
    expect(await inbox.waiting()).toBe(1);
  });
});

describe('more than is taken', () => {
  test('is left out, and its chat is told once, in its person’s language, with the same commit', async () => {
    const { inbox, users: people, said } = await rig();
    await people.setLanguage(7, 'sw');
    await inbox.receive(
      up(61).map((n) => from(7, n)),
      T0,
      bounds,
    );
    expect(await inbox.waiting()).toBe(SENDER_LIMITS.person.count);
    expect(said()).toEqual([[7, { text: 'too much sw' }]]);
  });

  test('is not counted twice when Telegram gives the same again', async () => {
    const { inbox, said } = await rig();
    const updates = up(SENDER_LIMITS.person.count).map((n) => from(7, n));
    for (const _ of up(5)) await inbox.receive(updates, T0, bounds);
    expect(said()).toEqual([]);
    await inbox.receive([...updates, from(7, 1_000)], T0, bounds);
    expect(said()).toHaveLength(1);
  });

  test('is taken again a minute later', async () => {
    const { inbox } = await rig();
    await inbox.receive(
      up(61).map((n) => from(7, n)),
      T0,
      bounds,
    );
    await inbox.receive([from(7, 100)], T0, { ...bounds, steadyAt: T0 + 60_000 });
    expect(await inbox.waiting()).toBe(SENDER_LIMITS.person.count + 1);
  });

  test('is nothing of another person’s, in the same chat or another', async () => {
    const { inbox, db } = await rig();
    db.insert(schema.members)
      .values({ merchantId: 1, userId: 8, role: 'cashier', name: 'Juma', origin: 'invite', addedAt: 0 })
      .run();
    await inbox.receive(
      up(61).map((n) => from(7, n, { chatId: -5 })),
      T0,
      bounds,
    );
    const before = await inbox.waiting();
    await inbox.receive([from(8, 100, { chatId: -5 }), from(7, 101)], T0, bounds);
    expect(await inbox.waiting()).toBe(before + 2);
  });
});

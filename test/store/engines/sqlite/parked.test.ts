import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import * as schema from '../../../../src/store/schema.ts';
import { memoryDatabase } from '../../../simulation/memory-store.ts';
import { dbOn, storeOnSqlite } from '../../../support/sqlite.ts';
import { aCharge, effectsOf, hire } from '../../../support/store.ts';

const T0 = 1_000_000;
const BLOCKED = 'Forbidden: bot was blocked by the user';

test('the row of a notice keeps when and why it was parked, and the message that delivered it', async () => {
  const db = dbOn(memoryDatabase());
  const store = storeOnSqlite(db.$client);
  await hire(store);
  const rule = { at: T0, steadyAt: T0, windowMs: 0, accepted: [], hasOwnReasons: false, velocityLimits: [] };
  await store.charges.create(aCharge(), rule, await effectsOf(store, T0));
  const move = { chargeId: 1, at: T0, actor: 'tillbot', detail: {} } as const;
  await store.charges.move({ ...move, from: 'created', to: 'pushing' });
  await store.charges.move({ ...move, from: 'pushing', to: 'unknown', notice: 'unknown' });
  const row = () => db.select().from(schema.outbox).where(eq(schema.outbox.kind, 'notice')).get()!;

  for (let n = 0; n < 2; n += 1) await store.outbox.elsewhere(row(), BLOCKED, T0);
  expect(row()).toMatchObject({ parkedAt: T0, dueAt: null, settledAt: null, failure: BLOCKED });
  await store.inbox.prune(T0 + 365 * 86_400_000);
  expect(row().parkedAt).toBe(T0);

  await store.inbox.receive([{ updateId: 1_000, userId: 7, chatId: 7, payload: {} }], T0 + 1);
  expect(row()).toMatchObject({ chatId: 7, parkedAt: null, dueAt: 0 });
  await store.outbox.delivered(row(), 77, T0 + 2);
  expect(row()).toMatchObject({ messageId: 77, parkedAt: null, settledAt: T0 + 2 });
});

test('an announcement that can never arrive is settled with the reason, and not parked', async () => {
  const db = dbOn(memoryDatabase());
  const store = storeOnSqlite(db.$client);
  const values = { kind: 'announcement', notice: 'paid', chatId: 7, createdAt: T0, dueAt: 0 } as const;
  const row = db.insert(schema.outbox).values(values).returning().get();
  await store.outbox.undeliverable(row, BLOCKED, T0);
  expect(db.select().from(schema.outbox).get()).toMatchObject({
    parkedAt: null,
    settledAt: T0,
    failure: BLOCKED,
  });
});

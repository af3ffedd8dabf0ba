import { dbOn, storeOnSqlite } from '../../../support/sqlite.ts';
import { expect, test } from 'vitest';
import type { BotChange, OwnerToTell } from '../../../../src/store/port/bot-identity.ts';
import * as schema from '../../../../src/store/schema.ts';
import type { Store } from '../../../../src/store/port/store.ts';
import { memoryDatabase } from '../../../simulation/memory-store.ts';
import { failingDatabase, STATEMENT_FAULTS } from '../../../support/failing-statements.ts';
import { variants } from '../../../support/variants.ts';
import { aCharge, effectsOf, hire, phone } from '../../../support/store.ts';

const T0 = 1_000_000;
const TIMES = { at: T0, steadyAt: T0 };
const [FIRST, SECOND] = [700_000_001, 700_000_002];

const tell = (change: BotChange, { userId, language }: OwnerToTell) =>
  ({ kind: 'message', chatId: userId, payload: { text: `${change.unhandled} ${language ?? ''}` } }) as const;

let keys = 0;
async function create(store: Store, over: Parameters<typeof aCharge>[0] = {}) {
  keys += 1;
  const asked = aCharge({ msisdn: phone(`07220${String(keys).padStart(5, '0')}`), ...over });
  const rule = {
    at: T0,
    steadyAt: T0,
    windowMs: 0,
    accepted: [],
    hasOwnReasons: false,
    velocityLimits: [],
  };
  return await store.charges.create(asked, rule, await effectsOf(store, T0));
}

/** Makes a store with the state of a first bot: a charge with its card, waiting messages, a question, and unhandled updates. */
async function rig(sqlite = memoryDatabase()) {
  const db = dbOn(sqlite);
  const store = { ...storeOnSqlite(db.$client), close: () => undefined };
  await hire(store);
  await store.bots.speakAs(FIRST, TIMES, tell);
  await create(store, { idempotencyKey: 'message:100:1', cardMessageId: 5 });
  const token = 'question';
  const draft = {
    chatId: 100,
    userId: 7,
    merchantId: 1,
    token,
    step: 'amount',
    msisdn: null,
    amountKes: null,
    note: null,
    shownReasons: [],
    threadId: null,
    commandMessageId: 2,
    promptMessageId: 6,
    askedAt: T0,
    expiresAt: T0 + 60_000,
  } as const;
  const payload = { text: 'x', reply_parameters: { message_id: 2, allow_sending_without_reply: true } };
  const says = (['message', 'edit', 'delete'] as const).map((kind) => ({ kind, chatId: 100, payload }));
  const question = { kind: 'message', chatId: 100, payload, draftToken: token } as const;
  const effects = await effectsOf(store, T0, {
    messages: [...says, question],
    draft: { kind: 'put', draft },
  });
  const asked = await effectsOf(store, T0);
  const asks = { chatId: -100, userId: 7, merchantId: 1, title: 'Duka', threadId: null, commandMessageId: 3 };
  await store.merchants.requestLink({ ...asks, language: 'en' }, () => asked);
  await store.inbox.finish(effects);
  for (const updateId of [90, 91]) await store.inbox.receive([{ updateId, chatId: 100, payload: {} }], T0);
  await store.users.tellStranger(666, T0, 86_400_000);
  return {
    db,
    store,
  };
}

for (const { cases, tags } of variants(Object.entries(STATEMENT_FAULTS)))
  test.each(cases)(
    'a change of the bot in which any one statement meets %s is done completely or not at all, and is done after the next start',
    { tags, timeout: 60_000 },
    async (_fault, fault) => {
      const first = memoryDatabase();
      await rig(first);
      const before = first.serialize();
      for (let n = 1, isReached = true; isReached; n += 1) {
        const sqlite = memoryDatabase(before);
        const failing = failingDatabase(sqlite, n, fault);
        const store = storeOnSqlite(failing.client);
        const outcome = await store.bots.speakAs(SECOND, TIMES, tell).then(
          () => 'done',
          () => 'failed',
        );
        isReached = failing.isReached();
        failing.lift();
        const { botId } = dbOn(sqlite).select().from(schema.program).get()!;
        const isAsBefore = sqlite.serialize().equals(before);
        expect([n, outcome, botId === SECOND || isAsBefore]).toEqual([n, outcome, true]);
        await storeOnSqlite(sqlite).bots.speakAs(SECOND, TIMES, tell);
        expect(
          sqlite
            .prepare('SELECT count(*) FROM charge_messages WHERE card_message_id IS NOT NULL')
            .pluck()
            .get(),
        ).toBe(0);
        expect(sqlite.prepare('SELECT count(*) FROM inbox').pluck().get()).toBe(0);
        sqlite.close();
      }
    },
  );

test('after a change of the bot no charge keeps a message id of the former bot, however many charges there are', async () => {
  const { db, store } = await rig();
  db.run(`
    INSERT INTO charges (merchant_id, number, ref, idempotency_key, state, msisdn, amount_kes, user_id, requested_at, created_at,
      created_steady_at)
    WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 30000)
    SELECT 1, i, 'r' || i, 'message:100:' || i, 'canceled', '254712345678', 5, 7, 0, 0, 0 FROM n`);
  db.run(`
    INSERT INTO charge_messages (charge_id, merchant_id, chat_id, chat_kind, command_message_id, user_name, language, card_message_id)
    SELECT id, 1, 100, 'private', number, 'Asha', 'en', number FROM charges WHERE number > 1`);
  await store.bots.speakAs(SECOND, TIMES, tell);
  const left = db.$client
    .prepare(
      'SELECT count(*) FROM charge_messages WHERE card_message_id IS NOT NULL OR command_message_id IS NOT NULL',
    )
    .pluck()
    .get();
  expect(left).toBe(0);
});

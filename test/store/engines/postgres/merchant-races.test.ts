// @module-tag slow
import { setTimeout as sleep } from 'node:timers/promises';
import type { AmountKes } from '../../../../src/domain/amount.ts';
import type { Msisdn } from '../../../../src/domain/msisdn.ts';
import { NO_SUMS } from '../../../../src/domain/takings.ts';
import { keyring, newSecretKey } from '../../../../src/security/keyring.ts';
import { bosmiAccount } from '../../../support/accounts.ts';
import type { PostgresDatabase } from '../../../support/postgres.ts';
import { aCharge, effectsOf } from '../../../support/store.ts';
import {
  created,
  isNot,
  local,
  paid,
  pending,
  PROGRAMS,
  RULE,
  step,
  T0,
  testRaces,
  together,
  type Programs,
  type TestStore,
} from './race.ts';

/** The owner of each merchant. */
const ASHA = 7;
const KEYS = keyring([newSecretKey()]);

/** A person that is another one in each round. */
const personOf = (round: number, n: number): number => 20_000 + round * 10 + n;

async function join(
  { pools }: PostgresDatabase,
  userId: number,
  role: 'owner' | 'cashier',
  merchantId = 1,
): Promise<void> {
  await pools.writes.query(
    `INSERT INTO members (merchant_id, user_id, role, name, origin, added_at) VALUES ($1, $2, $3, 'Juma', 'invite', 1)`,
    [merchantId, userId, role],
  );
}

async function link({ pools }: PostgresDatabase, chatId: number): Promise<void> {
  await pools.writes.query(
    `INSERT INTO chats (chat_id, merchant_id, linked_at, linked_by, linker_is_admin) VALUES ($1, 1, 0, $2, 1)`,
    [chatId, ASHA],
  );
}

async function numberFrom({ pools }: PostgresDatabase, query: string, values: readonly unknown[] = []) {
  const { rows } = await pools.reads.query<{ n: string }>(query, [...values]);
  return Number(rows[0]?.n);
}

/** How many notices and announcements wait to be sent to a chat. */
const waitingIn = (database: PostgresDatabase, chatId: number): Promise<number> =>
  numberFrom(
    database,
    `SELECT count(*) AS n FROM outbox WHERE chat_id = $1 AND due_at IS NOT NULL AND kind IN ('notice', 'announcement')`,
    [chatId],
  );

const remove = async (store: TestStore, userId: number, by = ASHA, merchantId = 1) => {
  const effects = await effectsOf(store, T0);
  return () => store.members.remove(merchantId, userId, by, T0, () => effects);
};

/** A charge in a chat of its own, whose PIN is waited for. */
async function pendingIn(
  store: TestStore,
  round: number,
  n: number,
  chatId: number,
  userId = ASHA,
): Promise<number> {
  const asked = aCharge({
    idempotencyKey: `in ${round} ${n}`,
    msisdn: local(round, n),
    chatId,
    chatKind: chatId < 0 ? 'group' : 'private',
    userId,
  });
  const outcome = await store.charges.create(asked, RULE, undefined);
  if (outcome.kind !== 'created') throw new Error(outcome.kind);
  const { id } = outcome.charge;
  await store.charges.move({ ...step(id), from: 'created', to: 'pushing' });
  await store.charges.move({
    ...step(id),
    from: 'pushing',
    to: 'pending',
    set: { transactionId: `in ${round}-${n}` },
  });
  return id;
}

/** Lets the first program act while all others pay a charge that was asked for in a chat. */
async function whilePaid(
  programs: Programs,
  round: number,
  chatId: number,
  act: () => Promise<unknown>,
  userId = ASHA,
): Promise<void> {
  const ids: number[] = [];
  for (const [n, store] of programs.entries()) ids.push(await pendingIn(store, round, n, chatId, userId));
  await together(programs, async (store, n) => {
    if (n > 0)
      return await store.charges.move({ ...paid(ids[n] ?? 0, round * PROGRAMS + n), notice: 'paid' });
    // In some round, it comes in the middle of the payments.
    await sleep(round % 20);
    return await act();
  });
}

const raise = (): never => {
  throw new Error('there is no such program');
};

/** A list of a merchant with one payer. */
async function collection(
  store: TestStore,
  round: number,
  n: number,
  { merchantId, msisdn }: { readonly merchantId: number; readonly msisdn: Msisdn },
): Promise<number> {
  const outcome = await store.collections.create(
    {
      merchantId,
      idempotencyKey: `list ${round} ${n}`,
      amountKes: 100 as AmountKes,
      note: null,
      payers: [{ msisdn, amountKes: null, name: null }],
      chatId: ASHA,
      chatKind: 'private',
      threadId: null,
      commandMessageId: null,
      commandWord: null,
      language: 'en',
      shop: null,
      boardMessageId: null,
    },
    { userId: ASHA, at: T0, steadyAt: T0 },
    await effectsOf(store, T0),
  );
  if (outcome.kind !== 'created') throw new Error(outcome.kind);
  return outcome.collection.id;
}

testRaces([
  {
    claim: 'a merchant keeps an owner',
    // Each of the two is enough.
    locks: ['merchant', 'strangers'],
    async run(programs, round, database) {
      const merchantId = 2 + (round % 2);
      const people = programs.map((_, n) => personOf(round, n));
      for (const userId of people) await join(database, userId, 'owner', merchantId);
      const acts = await together(programs, (store, n) =>
        remove(store, people[(n + 1) % PROGRAMS] ?? 0, people[n], merchantId),
      );
      const asha = await remove(programs[0], ASHA, people[0], merchantId);
      await Promise.all([...acts, asha].map((act) => act()));
      const owners = await numberFrom(
        database,
        `SELECT count(*) AS n FROM members WHERE merchant_id = $1 AND role = 'owner'`,
        [merchantId],
      );
      await database.pools.writes.query('DELETE FROM members WHERE merchant_id = $1', [merchantId]);
      await join(database, ASHA, 'owner', merchantId);
      return owners > 0 ? undefined : 'no owner is left';
    },
  },
  {
    claim: 'who was removed is told of no payment',
    locks: ['merchant'],
    async run(programs, round, database) {
      const juma = personOf(round, 0);
      await join(database, juma, 'cashier');
      await whilePaid(programs, round, juma, await remove(programs[0], juma), juma);
      return isNot(await waitingIn(database, juma), 0);
    },
  },
  {
    claim: 'who was removed is told of nothing that was parked',
    locks: ['strangers'],
    async run(programs, round, database) {
      const juma = personOf(round, 0);
      await join(database, juma, 'cashier');
      const id = await pendingIn(programs[0], round, 0, juma, juma);
      await programs[0].charges.move({ ...paid(id, round), notice: 'paid' });
      await database.pools.writes.query(
        `UPDATE outbox SET due_at = NULL, parked_at = 0 WHERE charge_id = $1 AND kind = 'notice'`,
        [id],
      );
      const act = await remove(programs[0], juma);
      await together(programs, async (store, n) => {
        const heard = { updateId: round * 100 + n, chatId: juma, userId: juma, payload: {} };
        await (n === 0 ? act() : store.inbox.receive([heard], T0));
      });
      return isNot(await waitingIn(database, juma), 0);
    },
  },
  {
    claim: 'a group that was unlinked is told of no payment',
    locks: ['merchant'],
    async run(programs, round, database) {
      const group = -1_000 - round;
      await link(database, group);
      const effects = await effectsOf(programs[0], T0);
      const act = () => programs[0].merchants.unlink(1, group, ASHA, T0, effects);
      await whilePaid(programs, round, group, act);
      return isNot(await waitingIn(database, group), 0);
    },
  },
  {
    claim: 'no payment is told in a group that has another id by now',
    locks: ['alone'],
    async run(programs, round, database) {
      const group = -1_000 - round;
      await link(database, group);
      const act = () => programs[0].outbox.chatMoved(group, group - 100_000, T0);
      await whilePaid(programs, round, group, act);
      return isNot(await waitingIn(database, group), 0);
    },
  },
  {
    claim: 'a payment whose last two chats are gone is told to an owner',
    locks: ['merchant'],
    async run(programs, round, database) {
      const places = [-5_001, -5_002];
      const at = { threadId: null, language: 'en' } as const;
      if (round === 0)
        for (const chatId of places)
          await programs[0].merchants.announce(
            1,
            { ...at, chatId },
            ASHA,
            T0,
            await effectsOf(programs[0], T0),
          );
      const asked = aCharge({ idempotencyKey: `outside ${round}`, msisdn: local(round, 0) });
      const outcome = await programs[0].charges.create({ ...asked, message: null }, RULE, undefined);
      if (outcome.kind !== 'created') return outcome.kind;
      const { id } = outcome.charge;
      await programs[0].charges.move({ ...step(id), from: 'created', to: 'pushing' });
      const set = { transactionId: `T${round}` };
      await programs[0].charges.move({ ...step(id), from: 'pushing', to: 'pending', set });
      await programs[0].charges.move({ ...paid(id, round), notice: 'paid' });
      const due = await programs[0].outbox.due(Number.MAX_SAFE_INTEGER, 100, []);
      const rows = due.map(({ row }) => row).filter(({ chargeId }) => chargeId === id);
      await together(programs.slice(0, 2), async (store, n) => {
        const row = rows[n];
        if (row !== undefined) await store.outbox.undeliverable(row, 'gone', T0);
      });
      const told = await numberFrom(
        database,
        `SELECT count(*) AS n FROM outbox WHERE charge_id = $1 AND kind = 'announcement' AND due_at IS NOT NULL`,
        [id],
      );
      return isNot(told, 1);
    },
  },
  {
    claim: 'who was let in opens one shop',
    locks: ['merchant'],
    async run(programs, round, { pools }) {
      const userId = personOf(round, 0);
      const values = [userId];
      await pools.writes.query(
        `INSERT INTO applicants (user_id, name, let_in_at, invited_by) VALUES ($1, 'Kamau', 0, 'operator')`,
        values,
      );
      const effects = await together(programs, (store) => effectsOf(store, T0));
      const account = bosmiAccount({ apiKey: 'k', username: 'u', email: 'e@x.example' });
      const opened = await together(programs, (store, n) =>
        store.merchants.connect(
          { name: 'Kamau', account },
          { userId, name: 'Kamau' },
          KEYS,
          T0,
          effects[n] ?? raise(),
        ),
      );
      return isNot(opened.filter((shop) => shop !== undefined).length, 1);
    },
  },
  {
    claim: 'a merchant has one account at a time',
    // The unique index decides. Without the lock, all wait for each other for a second, and one wins.
    locks: [],
    async run(programs, round, database) {
      const effects = await together(programs, (store) => effectsOf(store, T0));
      const ids = await together(programs, (store, n) => {
        const account = bosmiAccount({ apiKey: 'k', username: `u${round} ${n}`, email: 'e@x.example' });
        return store.merchants.changeAccount(2, account, ASHA, KEYS, T0, effects[n] ?? raise());
      });
      const current = await numberFrom(
        database,
        'SELECT count(*) AS n FROM accounts WHERE merchant_id = 2 AND ended_at IS NULL',
      );
      return isNot([new Set(ids).size, current], [PROGRAMS, 1]);
    },
  },
  {
    claim: 'no more is refunded than was paid',
    locks: ['merchant'],
    async run(programs, round) {
      const id = await pending(programs[0], round, 0);
      await programs[0].charges.move(paid(id, round));
      const effects = await together(programs, (store) => effectsOf(store, T0));
      const outcomes = await together(programs, (store, n) => {
        const asked = { chargeId: id, amountKes: 200 as AmountKes, reason: '', userId: ASHA, at: T0 };
        return store.refunds.record(
          { ...asked, idempotencyKey: `${round} ${n}` },
          () => effects[n] ?? raise(),
        );
      });
      return isNot(outcomes.filter(({ kind }) => kind === 'recorded').length, 2);
    },
  },
  {
    claim: 'a refund is taken back once, and counts once for its customer',
    // The unique index on what an entry takes back decides, too.
    locks: [],
    async run(programs, round, database) {
      const id = await pending(programs[0], round, 0);
      await programs[0].charges.move(paid(id, round));
      const effects = await together(programs, (store) => effectsOf(store, T0));
      const asked = { chargeId: id, amountKes: 200 as AmountKes, reason: '', userId: ASHA, at: T0 };
      const noted = await effectsOf(programs[0], T0);
      const recorded = await programs[0].refunds.record(
        { ...asked, idempotencyKey: `${round}` },
        () => noted,
      );
      if (recorded.kind !== 'recorded') return recorded.kind;
      const which = { refundId: recorded.refund.id, reason: '', userId: ASHA, at: T0 };
      const outcomes = await together(programs, (store, n) =>
        store.refunds.takeBack(which, () => effects[n] ?? raise()),
      );
      const back = await numberFrom(
        database,
        `SELECT refunded_kes AS n FROM customer_takings JOIN customers ON id = customer_id WHERE user_id = 0 AND msisdn = $1`,
        [local(round, 0)],
      );
      return isNot([outcomes.filter(({ kind }) => kind === 'taken-back').length, back], [1, 0]);
    },
  },
  {
    claim: 'a number that was erased stands nowhere',
    locks: ['merchant'],
    async run(programs, round, { pools }) {
      const ids: number[] = [];
      for (const [n, store] of programs.entries()) {
        const id = await created(store, round, n);
        ids.push(id);
        await store.charges.move({ ...step(id), from: 'created', to: 'pushing' });
        await store.charges.move({ ...step(id), from: 'pushing', to: 'unknown' });
      }
      const effects = await together(programs, (store) => effectsOf(store, T0));
      const later = T0 + 2 * 86_400_000;
      await together(programs, async (store, n) => {
        if (n === 0) return await store.phones.eraseBefore(later, later, (msisdn) => `hash of ${msisdn}`);
        const mark = { chargeId: ids[n] ?? 0, paid: true, userId: ASHA, at: later };
        return await store.charges.mark(mark, effects[n] ?? raise());
      });
      const { rows } = await pools.reads.query(
        `SELECT msisdn FROM customers WHERE NOT EXISTS (SELECT 1 FROM charges WHERE charges.msisdn = customers.msisdn)`,
      );
      return isNot(rows, []);
    },
  },
  {
    claim: 'a payer is asked once, though two lists of two merchants have them',
    locks: ['phone'],
    async run(programs, round) {
      const lists = await together(programs, (store, n) =>
        collection(store, round, n, { merchantId: n + 1, msisdn: local(round, 0) }),
      );
      const done = await together(programs, (store, n) => store.collections.chargeNext(lists[n] ?? 0, RULE));
      return isNot(done.filter((what) => what === 'created').length, 1);
    },
  },
  {
    claim: 'an old board is deleted once when the list is shown again',
    locks: ['merchant'],
    async run(programs, round, database) {
      const id = await collection(programs[0], round, 0, { merchantId: 1, msisdn: local(round, 0) });
      await database.pools.writes.query('UPDATE collections SET board_message_id = $1 WHERE id = $2', [
        round,
        id,
      ]);
      const effects = await together(programs, (store) => effectsOf(store, T0));
      await together(programs, (store, n) => store.collections.showAgain(id, effects[n] ?? raise()));
      const deletions = await numberFrom(database, `SELECT count(*) AS n FROM outbox WHERE kind = 'delete'`);
      return isNot(deletions, round + 1);
    },
  },
  {
    claim: 'a list has no more payers than it may',
    locks: ['merchant'],
    async run(programs, round, database) {
      const id = await collection(programs[0], round, 0, { merchantId: 1, msisdn: local(round, 0) });
      const effects = await together(programs, (store) => effectsOf(store, T0));
      const press = { userId: ASHA, at: T0, steadyAt: T0 };
      await together(programs, (store, n) => {
        const payers = Array.from({ length: 60 }, (_, k) => ({
          msisdn: local(1_000 + round, 1 + n * 60 + k),
          amountKes: null,
          name: null,
        }));
        return store.collections.add(id, payers, press, () => effects[n] ?? raise());
      });
      const query = 'SELECT count(*) AS n FROM collection_payers WHERE collection_id = $1';
      return isNot(await numberFrom(database, query, [id]), 181);
    },
  },
  {
    claim: 'a summary is told once',
    locks: ['merchant'],
    async run(programs, round, database) {
      const place = { merchantId: 1, chatId: ASHA, threadId: null };
      const set = await effectsOf(programs[0], T0);
      const what = { period: 'day', minute: round, language: 'en' } as const;
      await programs[0].summaries.set(place, what, ASHA, T0, () => set);
      const [summary] = await programs[0].summaries.due(T0, 1, []);
      if (summary === undefined) return 'none is due';
      const figures = {
        period: 'day',
        firstDay: '1970-01-01',
        lastDay: '1970-01-01',
        from: 0,
        until: T0,
        days: [],
        earlier: null,
        members: [],
        ...NO_SUMS,
      } as const;
      const key = `1970-02-${String(round).padStart(2, '0')}`;
      const outcomes = await together(programs, (store) =>
        store.summaries.sum(summary, { key, nextDueAt: 2 * T0, figures }, T0),
      );
      await database.pools.writes.query('DELETE FROM outbox');
      return isNot(outcomes.filter((outcome) => outcome === 'summed').length, 1);
    },
  },
  {
    claim: 'a suspension is told once to each person',
    locks: ['merchant'],
    async run(programs, round) {
      await programs[0].merchants.suspend(1, true, T0 + round);
      const effects = await together(programs, (store) => effectsOf(store, T0));
      let told = 0;
      await together(programs, (store, n) =>
        store.members.tellSuspension(1, ASHA, (isFirst) => {
          if (isFirst) told += 1;
          return effects[n] ?? raise();
        }),
      );
      await programs[0].merchants.suspend(1, false, T0 + round);
      return isNot(told, 1);
    },
  },
  {
    claim: 'the audit log leads from each value of a setting to the next',
    locks: ['merchant'],
    async run(programs, round, { pools }) {
      const effects = await together(programs, (store) => effectsOf(store, T0));
      await together(programs, (store, n) =>
        store.merchantSettings.change(
          1,
          { what: 'receiptLine', value: `line ${round} ${n}` },
          ASHA,
          T0,
          () => effects[n] ?? raise(),
        ),
      );
      const { rows } = await pools.reads.query<{ from: string | null; to: string }>(
        `SELECT detail ->> 'from' AS from, detail ->> 'to' AS to FROM merchant_events WHERE what = 'settings-changed' ORDER BY id`,
      );
      const isChain = rows.every(({ from }, n) => n === 0 || from === rows[n - 1]?.to);
      return isChain ? undefined : 'a value was overwritten that the log does not know';
    },
  },
  {
    claim: 'an item has one price',
    locks: ['merchant'],
    async run(programs, round) {
      const effects = await together(programs, (store) => effectsOf(store, T0));
      const outcomes = await together(programs, (store, n) =>
        store.items.add(
          1,
          { name: `Unga ${round % 10}`, priceKes: (round * 10 + n + 1) as AmountKes },
          ASHA,
          T0,
          () => effects[n] ?? raise(),
        ),
      );
      const kinds = outcomes.map(({ kind }) => kind);
      return isNot(kinds.filter((kind) => kind === 'added').length, round < 10 ? 1 : 0);
    },
  },
]);

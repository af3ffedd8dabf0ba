// @module-tag slow
import { STRANGERS_WAITING } from '../../../../src/store/received-updates.ts';
import { STRANGERS_A_MINUTE } from '../../../../src/store/users.ts';
import { aCharge, effectsOf } from '../../../support/store.ts';
import {
  countOf,
  created,
  isNot,
  local,
  pending,
  PROGRAMS,
  receiptOf,
  RULE,
  step,
  T0,
  testRaces,
  together,
  type TestStore,
} from './race.ts';

testRaces([
  {
    claim: 'one phone has one open prompt, whichever merchants charge it',
    locks: ['phone'],
    async run(programs, round) {
      const outcomes = await together(programs, async (store, n) => {
        const asked = { merchantId: n + 1, idempotencyKey: `${round} ${n}`, msisdn: local(round, 0) };
        return await store.charges.create(aCharge(asked), RULE, undefined);
      });
      return isNot(countOf(outcomes, 'created'), 1);
    },
  },
  {
    claim: 'a merchant charges no more than its limit allows',
    locks: ['merchant'],
    async run(programs, round) {
      const velocityLimits = [{ of: 'merchant', count: 3, withinMs: 1_000 }] as const;
      // Each round is later than the limit's span.
      const steadyAt = T0 + round * 1_000_000;
      const outcomes = await together(programs, async (store, n) => {
        const asked = aCharge({ idempotencyKey: `${round} ${n}`, msisdn: local(round, n) });
        return await store.charges.create(asked, { ...RULE, steadyAt, velocityLimits }, undefined);
      });
      return isNot(countOf(outcomes, 'created'), 3);
    },
  },
  {
    claim: 'a charge is pushed by one program',
    locks: ['merchant'],
    async run(programs, round) {
      const chargeId = await created(programs[0], round, 0);
      const outcomes = await together(programs, (store) =>
        store.charges.move({ ...step(chargeId), from: 'created', to: 'pushing' }),
      );
      return isNot(countOf(outcomes, 'moved'), 1);
    },
  },
  {
    claim: 'a payment is in the books once, and counts once for its customer',
    locks: ['merchant'],
    async run(programs, round, { pools }) {
      const chargeId = await pending(programs[0], round, 0);
      const set = { receipt: receiptOf(round), paidAt: T0 };
      const paid = { ...step(chargeId), from: 'pending', to: 'paid', set } as const;
      await together(programs, (store) => store.charges.move(paid));
      const { rows } = await pools.reads.query<{ entries: string; counted: string }>(
        `SELECT (SELECT count(*) FROM book_entries WHERE charge_id = $1) AS entries, sum(confirmed_count) AS counted
           FROM customer_takings JOIN customers ON id = customer_id WHERE user_id = 0 AND msisdn = $2`,
        [chargeId, local(round, 0)],
      );
      return isNot(rows, [{ entries: '1', counted: '1' }]);
    },
  },
  {
    claim: 'a receipt pays one charge of one merchant',
    // The unique index decides. Who loses tries again, and finds the winner.
    locks: [],
    async run(programs, round) {
      const ids: number[] = [];
      for (const [n, store] of programs.entries()) ids.push(await pending(store, round, n, n + 1));
      const set = { receipt: receiptOf(round), paidAt: T0 };
      const outcomes = await together(programs, (store, n) =>
        store.charges.move({ ...step(ids[n] ?? 0), from: 'pending', to: 'paid', set }),
      );
      return isNot([countOf(outcomes, 'moved'), countOf(outcomes, 'taken')], [1, PROGRAMS - 1]);
    },
  },
  {
    claim: 'a card that came while its charge moved is known',
    locks: ['merchant'],
    async run(programs, round, { pools }) {
      const ids: number[] = [];
      for (const [n, store] of programs.entries()) ids.push(await created(store, round, n));
      const due = await programs[0].outbox.due(Number.MAX_SAFE_INTEGER, 100, []);
      await together(programs, async (store, n) => {
        const row = due.find((message) => message.row.chargeId === ids[n])?.row;
        if (row === undefined) throw new Error('no card');
        const [here, there] = [store, programs[(n + 1) % PROGRAMS] ?? store];
        const move = { ...step(ids[n] ?? 0), from: 'created', to: 'pushing' } as const;
        await Promise.all([here.charges.move(move), there.outbox.delivered(row, 500 + n, T0)]);
      });
      const { rows } = await pools.reads.query<{ known: string }>(
        'SELECT count(card_message_id) AS known FROM charge_messages WHERE charge_id = ANY($1)',
        [ids],
      );
      return isNot(rows, [{ known: `${PROGRAMS}` }]);
    },
  },
  {
    claim: 'few updates of strangers wait',
    locks: ['strangers'],
    async run(programs, round, { pools }) {
      await together(programs, async (store, n) => {
        const updates = Array.from({ length: 10 }, (_, k) => {
          const updateId = round * 1_000 + n * 10 + k;
          return { updateId, chatId: 5_000 + n, userId: 5_000 + n, payload: {} };
        });
        await store.inbox.receive(updates, T0);
      });
      const waiting = await programs[0].inbox.waiting();
      await pools.writes.query('DELETE FROM inbox');
      return isNot(waiting, STRANGERS_WAITING);
    },
  },
  {
    claim: 'few strangers are told within a minute that they may not use the bot',
    locks: ['strangers'],
    async run(programs, round) {
      const at = T0 + round * 600_000;
      const told = await together(programs, async (store, n) => {
        let count = 0;
        for (let k = 0; k < 5; k++)
          if (await store.users.tellStranger(5_000 + n * 5 + k, at, 60_000)) count++;
        return count;
      });
      return isNot(
        told.reduce((sum, count) => sum + count, 0),
        STRANGERS_A_MINUTE,
      );
    },
  },
  {
    claim: 'each payment is in exactly one closing, whoever takes part in it',
    locks: ['merchant'],
    async run(programs, round, { pools }) {
      const ids: number[] = [];
      for (const [n, store] of programs.entries()) ids.push(await pending(store, round, n));
      const close = async (store: TestStore, updateId: number): Promise<unknown> => {
        const number = (await store.closings.preview({ merchantId: 1, shiftOf: null })).number;
        const effects = await effectsOf(store, T0);
        const asked = { merchantId: 1, shiftOf: null, number, userId: 7, at: updateId };
        return await store.closings.close(asked, () => effects);
      };
      const unpaid = ids.slice(2);
      const pay = async (store: TestStore, n: number): Promise<void> => {
        const set = { receipt: receiptOf(round * PROGRAMS + n), paidAt: T0 };
        await store.charges.move({ ...step(ids[n] ?? 0), from: 'pending', to: 'paid', set });
        unpaid.pop();
      };
      const closeAgainAndAgain = async (store: TestStore): Promise<void> => {
        while (unpaid.length > 0) await close(store, T0 + round);
      };
      await together(programs, (store, n) => (n < 2 ? closeAgainAndAgain(store) : pay(store, n)));
      await close(programs[0], T0 + round);
      const { rows } = await pools.reads.query<{ entered: string; closed: string }>(
        `SELECT (SELECT count(*) FROM book_entries WHERE id <= max(through_entry)) AS entered,
                sum((figures -> 'total' -> 'taken' -> 'confirmed' ->> 'count')::int) AS closed FROM closings`,
      );
      return isNot(rows[0]?.closed, rows[0]?.entered);
    },
  },
  {
    claim: 'a link lets one person in',
    locks: ['merchant'],
    async run(programs, round) {
      const invite = { codeHash: `code ${round}`, merchantId: 1, role: 'cashier', expiresAt: 10 } as const;
      await programs[0].members.invite(invite, { userId: 7 }, 0, await effectsOf(programs[0], 0));
      const outcomes = await together(programs, async (store, n) => {
        const effects = await effectsOf(store, 0);
        const person = { userId: 10_000 + round * 10 + n, name: 'Baraka' };
        return await store.members.redeemInvite(invite.codeHash, person, 0, () => effects);
      });
      return isNot(countOf(outcomes, 'joined'), 1);
    },
  },
]);

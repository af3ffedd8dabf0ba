import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Charge } from '../../../../src/domain/charge.ts';
import { CHARGE_STATES } from '../../../../src/domain/charge-states.ts';
import type { Store } from '../../../../src/store/port/store.ts';
import { openStore } from '../../../../src/store/store.ts';
import { aCharge, tempFolder } from '../../../support/store.ts';

/** A file of the last version before `charge_messages`, with charges of two shops in every state. */
const FORMER = new URL('former-version.db.gz', import.meta.url);

interface FormerCharge {
  readonly [column: string]: string | number | null;
  readonly id: number;
  readonly state: string;
}

describe('a file of the former version', () => {
  let path = '';
  let store: Store;
  let before: readonly FormerCharge[] = [];
  const found = new Map<number, Charge>();

  beforeAll(async () => {
    const cleanups: (() => void | Promise<void>)[] = [];
    const folder = tempFolder((act) => void cleanups.push(act));
    path = join(folder, 'till.db');
    writeFileSync(path, gunzipSync(readFileSync(FORMER)));
    const sqlite = new Database(path, { readonly: true });
    before = sqlite.prepare('SELECT * FROM charges ORDER BY id').all() as FormerCharge[];
    sqlite.close();
    store = openStore(path);
    for (const { id } of before) {
      const charge = await store.chargeQueries.byId(id);
      if (charge !== undefined) found.set(id, charge);
    }
    return async () => {
      store.close();
      for (const cleanUp of cleanups) await cleanUp();
    };
  });

  test('has charges in every state, and is copied when it is opened', () => {
    const states = new Set([...found.values()].map(({ state }) => state));
    expect([...states].toSorted()).toEqual([...CHARGE_STATES].toSorted());
    expect(existsSync(`${path}.before-0008_charge_messages`)).toBe(true);
  });

  test('keeps every charge: its money, state, key and message', () => {
    expect(found.size).toBe(before.length);
    for (const row of before) {
      const charge = found.get(row.id);
      expect(charge).toMatchObject({
        state: row.state.replace(/^settled_/, 'marked_'),
        merchantId: row['merchant_id'],
        number: row['number'],
        ref: row['ref'],
        idempotencyKey: row['request_key'],
        msisdn: row['msisdn'],
        amountKes: row['amount_kes'],
        userId: row['user_id'],
        accountId: row['account_id'],
        transactionId: row['transaction_id'],
        receipt: row['receipt'],
        paidAt: row['paid_at'],
        watchDueAt: row['watch_due_at'],
        watchUntil: row['watch_until'],
        gatewayMessage: row['words'],
        markedBy: row['marked_by'],
        message: {
          chatId: row['chat_id'],
          chatKind: row['chat_kind'],
          threadId: row['thread_id'],
          commandMessageId: row['command_message_id'],
          userName: row['user_name'],
          language: row['language'],
          shop: row['shop'],
          cardMessageId: row['card_message_id'],
          cardDueAt: row['card_due_at'],
          revision: row['revision'],
        },
      });
    }
  });

  test('finds its charge when the bot that wrote it receives the same command again', async () => {
    const copy = join(tempFolder(), 'till.db');
    writeFileSync(copy, gunzipSync(readFileSync(FORMER)));
    const sqlite = new Database(copy);
    sqlite.exec('UPDATE program SET bot_id = first_bot_id');
    sqlite.close();
    const ofFirstBot = openStore(copy);
    onTestFinished(() => ofFirstBot.close());
    const rule = { at: 1, steadyAt: 1, windowMs: 0, accepted: [], hasOwnReasons: false, velocityLimits: [] };
    for (const { id, merchantId, idempotencyKey } of found.values()) {
      const outcome = await ofFirstBot.charges.create(
        aCharge({ merchantId, idempotencyKey }),
        rule,
        undefined,
      );
      expect(outcome).toMatchObject({ kind: 'already', charge: { id } });
    }
  });

  test('keeps every audit log, which ends in the state of its charge', async () => {
    for (const [id, { state }] of found)
      expect((await store.chargeQueries.events(id)).at(-1)?.to).toBe(state);
  });

  test('goes on: created charges can be pushed, open charges are claimed, and a charge can move', async () => {
    const created = before.filter(({ state }) => state === 'created').map(({ id }) => id);
    expect((await store.charges.toPush(1, 10)).map(({ id }) => id)).toEqual(created);
    const due = before.filter((row) => row['watch_due_at'] !== null && row['merchant_id'] === 1);
    const claimed = await store.charges.claimWatched(1, Number.MAX_SAFE_INTEGER - 10, 1, 50);
    expect(claimed.map(({ id }) => id).toSorted()).toEqual(due.map(({ id }) => id).toSorted());
    const moved = await store.charges.move({
      chargeId: created[0] ?? 0,
      from: 'created',
      to: 'canceled',
      at: 1,
      actor: 'tillbot',
      detail: {},
    });
    expect(moved.kind).toBe('moved');
  });
});

import { dbOn, storeOnSqlite } from '../../../support/sqlite.ts';
import type Database from 'better-sqlite3';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Store } from '../../../../src/store/port/store.ts';
import { entriesAfter } from '../../../../src/store/engines/sqlite/audit-log.ts';
import { drizzleOn } from '../../../../src/store/engines/sqlite/statements.ts';
import type { Tx } from '../../../../src/store/engine.ts';
import { inboxQueries } from '../../../../src/store/inbox-queries.ts';
import { cardQueries, messageQueries } from '../../../../src/store/outbox-queries.ts';
import { reportQueries } from '../../../../src/store/report-queries.ts';
import { memoryDatabase } from '../../../simulation/memory-store.ts';
import { stepsOf } from '../../../support/query-plans.ts';
import {
  recordedDatabase,
  type RanStatement,
  type RecordedDatabase,
} from '../../../support/recorded-statements.ts';
import { STORE_KEYS, callEveryMethod } from '../../../support/store-calls.ts';

/**
 * The searches by a part of an index that find few rows, however many the table has. Every other step of a plan must be one row,
 * or be listed below. `charges (merchant_id=?)` is not here: it finds every charge of a shop. The texts say what the rows are.
 */
const FEW: Readonly<Record<string, string>> = {
  'charges_to_push (merchant_id=?)': 'waits to be pushed',
  'charges_pushing (merchant_id=?)': 'is being pushed',
  'charges_open (merchant_id=?)': 'is open',
  'charges_open (merchant_id=? AND id>?)': 'is open',
  'charges_mismatched (merchant_id=?)': 'has an undecided mismatch',
  'charges_mismatched (merchant_id=? AND id>?)': 'has an undecided mismatch',
  'charges_watch_due (merchant_id=? AND watch_due_at>?)': 'is watched',
  'charges_watch_due (merchant_id=? AND watch_due_at>? AND watch_due_at<?)': 'is watched',
  'charge_messages_card_due (card_due_at>?)': 'waits to be shown',
  'charge_messages_card_due (card_due_at>? AND card_due_at<?)': 'waits to be shown',
  'charge_messages_card_lanes (merchant_id=? AND chat_id=?)': 'waits to be shown',
  'charge_messages_card_lanes (merchant_id=? AND chat_id>?)': 'waits to be shown: the first is taken',
  'charge_messages_card_lanes (merchant_id>?)': 'waits to be shown: the first is taken',
  'outbox_lanes (priority=? AND tenant=? AND chat_id>?)': 'waits to be sent: the first is taken',
  'outbox_lanes (priority=? AND tenant>?)': 'waits to be sent: the first is taken',
  'outbox_waiting (chat_id=? AND priority=?)': 'waits to be sent',
  'inbox_lanes (tenant=? AND chat_id>?)': 'waits to be handled: the first is taken',
  'inbox_lanes (tenant>?)': 'waits to be handled: the first is taken',
  'charge_messages_card_lanes (merchant_id=? AND chat_id=? AND card_due_at>?)': 'waits to be shown',
  'charges_paid (merchant_id=? AND paid_at>? AND paid_at<?)':
    'was paid within a day, or is in one slice of a report',
  'refunds_by_charge (charge_id=?)': 'of one charge',
  'refunds_by_time (merchant_id=? AND recorded_at>? AND recorded_at<?)': 'was refunded within a day',
  'summaries_by_place (merchant_id=?)': 'of one shop: at most thirty summaries',
  'summaries_by_place (merchant_id=? AND chat_id=?)': 'of one shop: at most thirty summaries',
  'summaries_by_place (merchant_id=? AND chat_id=? AND topic=?)': 'of one shop: at most thirty summaries',
  'summaries_by_chat (chat_id=?)': 'of one group: the summaries of the shop that it is linked to',
  'summaries_due (due_at<?)': 'is due',
  summaries_due: 'the first of them',
  'charges_by_phone (msisdn=?)': 'of one phone: it is charged a few times a day at most',
  'charges_by_phone (msisdn=? AND created_steady_at<?)': 'of one phone: as many as a page shows are taken',
  'charges_number (merchant_id=? AND number>? AND number<?)': 'is in one slice of a search, which is bounded',
  'charges_by_phone (msisdn=? AND created_steady_at>?)': 'of one phone, lately',
  'charges_by_member (merchant_id=? AND user_id=? AND created_steady_at>?)': 'of one person, lately',
  'charges_by_merchant (merchant_id=? AND created_steady_at>?)': 'of one shop, lately',
  'charge_events_by_charge (charge_id=?)': 'of one charge',
  'charges_by_payer (collection_payer_id=?)': 'of one payer of a collection: one, and one a reminder',
  'collection_payers_once (collection_id=?)': 'of one collection: 200 payers at most',
  'collection_payers_waiting (collection_id=? AND due_at>?)': 'of one collection: 200 payers at most',
  'collection_payers_waiting (collection_id=? AND due_at>? AND due_at<?)': 'is to be asked',
  'collection_payers_by_phone (msisdn=?)': 'of one phone: it is in a few collections',
  'collections_due (due_at>?)': 'is to be asked',
  'collections_due (due_at>? AND due_at<?)': 'is to be asked',
  'collections_open (merchant_id=?)': 'is open',
  'outbox_on_board (collection_id=?)': 'waits to be shown on one board',
  'book_entries_by_charge (charge_id=?)': 'of one charge',
  'outbox_due (due_at>?)': 'waits to be sent',
  'outbox_due (due_at>? AND due_at<?)': 'waits to be sent',
  'charge_messages_by_card (chat_id=? AND card_message_id=?)': 'is one message',
  'outbox_told (chat_id=? AND message_id=?)': 'is one message',
  'items_by_merchant (merchant_id=?)': 'of one shop: its items, which have a limit',
  'outbox_waiting (chat_id=?)': 'waits to be sent',
  'outbox_waiting (chat_id=? AND id<?)': 'waits to be sent',
  'outbox_one_announcement (charge_id=? AND notice=?)': 'announces one state of one charge',
  'outbox_parked (merchant_id=?)': 'waits until somebody of the shop writes',
  'outbox_unsettled (chat_id=?)': 'waits to be sent',
  'inbox_due (due_at>?)': 'waits to be handled',
  'inbox_due (due_at>? AND due_at<?)': 'waits to be handled',
  'inbox_waiting (chat_id=?)': 'waits to be handled',
  'inbox_strangers (is_stranger=?)': 'waits and is from a stranger: at most twenty are kept',
  'inbox_waiting (chat_id=? AND seq<?)': 'waits to be handled',
  'sqlite_autoindex_customer_takings_1 (customer_id=?)':
    'of one customer: a row for each person who charged them',
  'customer_words_of (customer_id=?)': 'of one name: its words',
  'members_by_user (user_id=?)': 'of one person: the shops where they work',
  'sqlite_autoindex_members_1 (merchant_id=?)': 'of one shop: its people',
  'sqlite_autoindex_announcements_1 (merchant_id=?)': 'of one shop: where its payments are announced',
  'sqlite_autoindex_announcements_1 (merchant_id=? AND chat_id<?)':
    'of one shop: where its payments are announced',
  'sqlite_autoindex_announcements_1 (merchant_id=? AND chat_id>?)':
    'of one shop: where its payments are announced',
  'announcements_by_chat (chat_id=?)': 'of one chat: the shops whose payments are announced there',
  'chats_by_merchant (merchant_id=?)': 'of one shop: its groups',
  'chats_check_due (check_due_at>?)': 'is due to be checked',
  'chats_check_due (check_due_at>? AND check_due_at<?)': 'is due to be checked',
  'chat_questions_open (merchant_id=?)': 'of one shop: the open questions to its owners',
  'chat_questions_open (merchant_id=? AND chat_id=?)': 'of one group',
  'chat_questions_by_chat (chat_id=?)': 'of one group: the questions about it',
  'link_requests_by_person (chat_id=?)': 'of one group: who asks to link it',
  'link_requests_due (due_at<?)': 'is to be checked at Telegram',
  link_requests_due: 'the first of them',
  'invites_by_maker (created_by=?)': 'of one person: the links that they made within a month',
  'invites_by_end (expires_at>?)': 'links that have not ended',
  'accounts_by_merchant (merchant_id=?)': 'of one shop: its accounts',
  'drafts_by_person (chat_id=?)': 'of one chat: one draft of each person',
  'drafts_by_merchant (merchant_id=?)': 'of one shop: one draft of each person',
  'drafts_by_merchant (merchant_id=? AND user_id=?)': 'of one person',
  'strangers_by_time (told_at>?)': 'was answered within a minute, which has a limit',
};

/** Steps that go through many rows because all of them are changed or deleted. */
const CHANGES_ALL: Readonly<Record<string, string>> = {
  'inbox.prune: SEARCH inbox USING COVERING INDEX inbox_settled (settled_at>? AND settled_at<?)':
    'is deleted',
  'inbox.prune: SEARCH outbox USING INDEX outbox_to_forget (settled_at>? AND settled_at<?)': 'is deleted',
  'inbox.prune: SEARCH drafts USING COVERING INDEX drafts_by_end (expires_at<?)': 'is deleted',
  'members.invite: SEARCH invites USING COVERING INDEX invites_by_end (expires_at<?)': 'is deleted',
  'inbox.prune: SEARCH strangers USING INDEX strangers_by_time (told_at<?)': 'is deleted',
  'outbox.chatMoved: SEARCH charge_messages USING INDEX charge_messages_by_chat (chat_id=?)':
    'is in a group whose id changed',
  'outbox.chatMoved: SEARCH collections USING INDEX collections_by_chat (chat_id=?)':
    'is in a group whose id changed',
  'phones.eraseBefore: SEARCH collection_payers USING INDEX collection_payers_whole (collection_id<?)':
    'is erased, a batch at a time',
  'phones.eraseBefore: SEARCH charges USING INDEX charges_whole_phone (created_at<?)':
    'is erased, a batch at a time',
  'phones.eraseBefore: SEARCH blocked_phones USING INDEX blocked_phones_whole (blocked_at<?)':
    'is erased, a batch at a time',
  'phones.eraseBefore: SEARCH customers USING INDEX customers_named (seen_at<?)':
    'is erased, a batch at a time',
  // A person says so, once, after a database was put back.
  'restoreHold.begin: SCAN charge_messages USING INDEX charge_messages_by_card': 'is shown again',
  'restoreHold.begin: SCAN invites': 'is ended',
  'restoreHold.begin: SCAN merchants': 'is numbered on',
  'restoreHold.begin: SCAN sqlite_sequence': 'is numbered on',
  'restoreHold.begin: SCAN pragma_table_info VIRTUAL TABLE INDEX 0:': 'is no table that grows',
  'restoreHold.begin: SCAN sqlite_master': 'is no table that grows',
};

/** Steps that go through the index in its own order up to a limit. The statement has no condition beside the index. */
const UP_TO_A_LIMIT: readonly string[] = [
  'chargeQueries.chargedBy: SEARCH charges USING COVERING INDEX charges_by_cashier (merchant_id=? AND user_id=?)',
  'summaries.sum: SEARCH charges USING COVERING INDEX charges_by_member (merchant_id=? AND user_id=?)',
  'chargeQueries.recentCustomers: SEARCH charge_messages USING COVERING INDEX charge_messages_by_chat (chat_id=?)',
  'chargeQueries.recentCustomers: SEARCH charges USING INDEX charges_by_member (merchant_id=? AND user_id=?)',
  'chargeQueries.recentCustomers: SEARCH charges USING INDEX charges_by_merchant (merchant_id=?)',
  'customers.called: SEARCH customer_words USING COVERING INDEX sqlite_autoindex_customer_words_1 (merchant_id=? AND word>? AND word<?)',
  'customers.list: SEARCH customer_takings USING INDEX customer_takings_latest (merchant_id=? AND user_id=?)',
  'chargeQueries.usualAmounts: SEARCH charges USING COVERING INDEX charges_paid (merchant_id=? AND paid_at>?)',
  ...['close', 'preview'].flatMap((method) => [
    `closings.${method}: SEARCH book_entries USING INDEX book_entries_by_merchant (merchant_id=? AND id>?)`,
    `closings.${method}: SEARCH charges USING COVERING INDEX charges_by_cashier (merchant_id=? AND user_id=? AND number>?)`,
    `closings.${method}: SEARCH charges USING COVERING INDEX charges_number (merchant_id=? AND number>?)`,
    `closings.${method}: SEARCH closings USING INDEX closings_number (merchant_id=? AND shift_of=?)`,
  ]),
  'closings.list: SEARCH closings USING INDEX closings_by_merchant (merchant_id=? AND id<?)',
  'closings.list: SEARCH closings USING INDEX closings_by_merchant (merchant_id=?)',
  'closings.list: SEARCH closings USING INDEX closings_by_shift (merchant_id=? AND shift_of=? AND id<?)',
  'closings.list: SEARCH closings USING INDEX closings_by_shift (merchant_id=? AND shift_of=?)',
  'exports.entriesOf: SEARCH book_entries USING INDEX book_entries_by_merchant (merchant_id=? AND id>? AND id<?)',
  'phones.eraseBefore: SEARCH collections USING COVERING INDEX collections_by_time (created_at<?)',
  'program.lastMoment: SCAN charges',
  'merchants.history: SCAN merchant_events',
  'merchants.history: SEARCH merchant_events USING INDEX merchant_events_by_merchant (merchant_id=?)',
  'auditLog: SEARCH charge_events USING INTEGER PRIMARY KEY (rowid>?)',
];

/** Steps that go through a whole table or sort without a limit, with the reason why they may. */
const ALLOWED: Readonly<Record<string, string>> = {
  'backlog.figures: SCAN charges USING COVERING INDEX charges_watch_due':
    'up to a limit: every row of the index is counted',
  'backlog.figures: SEARCH charges USING INDEX charges_open (merchant_id>?)':
    'up to a limit: every row of the index is counted',
  'backlog.figures: SEARCH merchants USING COVERING INDEX merchants_ref_unique':
    'the shops: one look at an index for each',
  'merchants.all: SCAN merchants': 'once, at a start',
  'merchants.accounts: SCAN accounts USING INDEX accounts_by_merchant': 'once, at a start',
  'merchants.keyIds: SCAN accounts USING INDEX accounts_by_merchant': 'once, at a start',
  'merchants.keyIds: SCAN drafts': 'once, at a start',
  'merchants.configureName: SEARCH merchant_events USING INDEX merchant_events_by_merchant (merchant_id=?)':
    'once, at a start: what people of one shop have set',
  'merchants.configureAccount: SEARCH charges USING INDEX charges_by_day (merchant_id=?)':
    'once, at the first start after an upgrade',
  'exports.charges: SEARCH charges USING INDEX charges_by_day (merchant_id=? AND <expr>>? AND <expr><?)':
    'up to a limit: it skips only those of the very moment at which the page before ended',
  'exports.refunded: SEARCH refunds USING INDEX refunds_by_time (merchant_id=? AND recorded_at>?)':
    'the same',
  'closings.close: SEARCH book_entries USING INDEX book_entries_by_cashier (user_id=? AND id>?)':
    'of one person, up to a limit: it skips only those of their other shops',
  'closings.close: SEARCH book_entries USING INDEX book_entries_by_cashier (user_id=?)': 'the same',
  'closings.preview: SEARCH book_entries USING INDEX book_entries_by_cashier (user_id=? AND id>?)':
    'the same',
  'closings.preview: SEARCH book_entries USING INDEX book_entries_by_cashier (user_id=?)': 'the same',
  'exports.entriesOf: SEARCH book_entries USING INDEX book_entries_by_cashier (user_id=? AND id>? AND id<?)':
    'the same',
  'closings.close: USE TEMP B-TREE FOR GROUP BY': 'a slice of the books',
  'closings.preview: USE TEMP B-TREE FOR GROUP BY': 'a slice of the books',
  'program.catchUp: SCAN charges USING INDEX charges_watch_due': 'once, at a start: the watched charges',
  'program.lastMoment: SCAN program': 'it has one row',
  'merchants.overview: SCAN merchants': 'an operator’s command, in a program of its own, which delays nobody',
  'merchants.overview: SEARCH charges USING INDEX charges_by_day (merchant_id=?)': 'the same',
  'merchants.rotateKey: SCAN accounts': 'an operator’s command, while the bot is stopped',
  'merchants.rotateKey: SCAN accounts USING INDEX accounts_by_merchant': 'the same',
  'merchants.rotateKey: SCAN drafts': 'the same',
  'merchants.forgetKey: SCAN accounts USING INDEX accounts_by_merchant':
    'an operator’s command when a key was lost',
  'merchants.forgetKey: SCAN drafts': 'the same',
  'members.applicants: SCAN applicants': 'an operator’s command, in a program of its own',
  'members.applicants: USE TEMP B-TREE FOR ORDER BY': 'the same',
  'members.openInvites: USE TEMP B-TREE FOR ORDER BY': 'links that have not ended',
  'members.configureOwners: USE TEMP B-TREE FOR ORDER BY': 'a shop’s people',
  'members.redeemInvite: USE TEMP B-TREE FOR ORDER BY': 'a shop’s people',
  'outbox.chatMoved: USE TEMP B-TREE FOR ORDER BY': 'a shop’s people',
  'merchants.checked: USE TEMP B-TREE FOR ORDER BY': 'a shop’s people',
  'merchants.connect: USE TEMP B-TREE FOR ORDER BY': 'a shop’s people',
  'merchants.linkedChats: USE TEMP B-TREE FOR ORDER BY': 'a shop’s groups',
  'merchants.openQuestions: USE TEMP B-TREE FOR LAST TERM OF ORDER BY': 'the open questions to its owners',
  'reports.sums: SEARCH charge_events': 'the last one',
  'reports.sums: SEARCH charge_events USING INTEGER PRIMARY KEY (rowid>?)':
    'what happened while the sums were made',
  'reports.sums: USE TEMP B-TREE FOR GROUP BY': 'the payments of one slice',
  'charges.create: SCAN program': 'it has one row',
  'collections.create: SCAN program': 'it has one row',
  'collections.chargeNext: SCAN program': 'it has one row',
  'collections.chargeNext: USE TEMP B-TREE FOR ORDER BY': 'the charges to one phone, lately',
  'bots.speakAs: SCAN program': 'it has one row',
  'bots.speakAs: SCAN drafts': 'once, when another bot takes over',
  'bots.speakAs: SCAN inbox': 'the same',
  'bots.speakAs: SCAN chats': 'the same',
  'bots.speakAs: SCAN link_requests': 'the same',
  'bots.speakAs: SCAN merchant_settings': 'the same: a row for each shop',
  'bots.speakAs: SCAN members USING INDEX members_by_user': 'the same',
  'bots.speakAs: SEARCH charge_messages': 'the same',
  'bots.speakAs: SEARCH charge_messages USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)': 'the same',
  'bots.speakAs: SEARCH collections': 'the same',
  'bots.speakAs: SEARCH collections USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)': 'the same',
  'bots.speakAs: SEARCH outbox': 'the same',
  'bots.speakAs: SEARCH outbox USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)': 'the same',
  'bots.speakAs: USE TEMP B-TREE FOR DISTINCT': 'the same',
  'chargeQueries.usualAmounts: USE TEMP B-TREE FOR GROUP BY': 'a bounded number of charges',
  'chargeQueries.usualAmounts: USE TEMP B-TREE FOR ORDER BY': 'the same',
  'inbox.receive: USE TEMP B-TREE FOR ORDER BY': 'the parked notices of one person’s shops',
  'members.of: USE TEMP B-TREE FOR ORDER BY': 'the shops where one person works',
  'members.owners: USE TEMP B-TREE FOR ORDER BY': 'a shop’s people',
  'members.staff: USE TEMP B-TREE FOR ORDER BY': 'a shop’s people',
  'outbox.elsewhere: USE TEMP B-TREE FOR ORDER BY': 'a shop’s people',
  'charges.mark: USE TEMP B-TREE FOR ORDER BY': 'a shop’s people',
  'charges.noteMismatch: USE TEMP B-TREE FOR ORDER BY': 'a shop’s people',
  'charges.move: USE TEMP B-TREE FOR ORDER BY': 'a shop’s people',
  'charges.mark: USE TEMP B-TREE FOR GROUP BY': 'the paid charges of one phone',
  'customers.name: USE TEMP B-TREE FOR GROUP BY': 'the paid charges of one phone',
  'phones.erase: USE TEMP B-TREE FOR GROUP BY': 'the paid charges of one phone',
  'phones.eraseBefore: USE TEMP B-TREE FOR GROUP BY': 'the paid charges of one phone',
  'merchants.announce: USE TEMP B-TREE FOR ORDER BY': 'a shop’s people',
  'outbox.undeliverable: USE TEMP B-TREE FOR ORDER BY': 'a shop’s people',
  'summaries.takings: USE TEMP B-TREE FOR GROUP BY': 'the people who charged on a day',
  'charges.create: USE TEMP B-TREE FOR ORDER BY': 'the recent charges of one phone',
};

interface Recording {
  readonly sqlite: Database.Database;
  readonly recorded: RecordedDatabase;
  /** Methods that were not called, as `part.method`. */
  readonly uncalled: ReadonlySet<string>;
}

/** Calls every method of a store and records the statements. `change` wraps the store. */
async function recordStore(change: (store: Store) => Store = (store) => store): Promise<Recording> {
  const sqlite = memoryDatabase();
  const recorded = recordedDatabase(sqlite);
  const db = dbOn(recorded.client);
  const uncalled = new Set<string>();
  const store = change({ ...storeOnSqlite(db.$client, STORE_KEYS), close: () => undefined });
  const named = Object.entries(store).map(([part, methods]: [string, object]) => {
    const watched = Object.entries(methods).map(
      ([name, method]: [string, (...args: unknown[]) => unknown]) => {
        const what = `${part}.${name}`;
        uncalled.add(what);
        const call = (...args: unknown[]): unknown => {
          uncalled.delete(what);
          return recorded.during(what, () => method(...args));
        };
        return [name, call] as const;
      },
    );
    return [part, Object.fromEntries(watched)] as const;
  });
  await callEveryMethod(Object.fromEntries(named) as unknown as Store);
  await recorded.during('auditLog', () => entriesAfter(db, 0));
  return { sqlite, recorded, uncalled };
}

/** Prepares every query that the store prepares when it is first used. */
function prepareAll(db: Tx): void {
  for (const queries of [messageQueries(db), cardQueries(db), inboxQueries(db)]) Object.values(queries);
  const { paidIn, refundedIn, paidAfterSlice, refundedAfterSlice } = reportQueries(db);
  const scopes = [undefined, 1].flatMap((chatId) => [undefined, 1].map((userId) => ({ chatId, userId })));
  const sums = [paidIn, refundedIn].flatMap((of) => scopes.map((scope) => of({ merchantId: 1, ...scope })));
  expect([paidAfterSlice, refundedAfterSlice, ...sums]).toHaveLength(10);
}

/** An INSERT of values searches nothing. Its plan shows a check of foreign keys that SQLite skips if none is broken. */
const searchesNothing = ({ sql }: RanStatement): boolean =>
  /^(?:insert into \S+ \([^)]*\) values|PRAGMA)/i.test(sql);

/** Returns the steps that go through more than a few rows, as `method: step`, with their statements. */
function wideSteps({
  sqlite,
  recorded,
}: Pick<Recording, 'sqlite' | 'recorded'>): ReadonlyMap<string, RanStatement> {
  const found = new Map<string, RanStatement>();
  for (const statement of recorded.ran.values()) {
    if (searchesNothing(statement)) continue;
    for (const step of stepsOf(sqlite, statement)) {
      const [, part = ''] = / USING (?:COVERING )?INDEX (.*)$/.exec(step) ?? [];
      if (!Object.hasOwn(FEW, part)) found.set(`${statement.during}: ${step}`, statement);
    }
  }
  return found;
}

/** Returns how many conditions a statement has in its innermost query. */
const conditionsOf = (sql: string): number => (sql.match(/.* where (.*)/)?.[1]?.split(' and ') ?? []).length;

describe('the statements of the store', () => {
  let recording: Recording;
  beforeAll(async () => {
    recording = await recordStore();
  });

  test('are recorded for every method', () => {
    expect([...recording.uncalled]).toEqual([]);
    const ran = new Set([...recording.recorded.ran.values()].map(({ sql }) => sql));
    prepareAll(drizzleOn(recording.recorded.client));
    expect([...recording.recorded.prepared].filter((sql) => !ran.has(sql))).toEqual([]);
  });

  test('never go through a table that grows', () => {
    expect([...wideSteps(recording).keys()].toSorted()).toEqual(
      [...Object.keys(ALLOWED), ...Object.keys(CHANGES_ALL), ...UP_TO_A_LIMIT].toSorted(),
    );
  });

  test('skip no row before they reach a limit', () => {
    const wide = wideSteps(recording);
    for (const step of UP_TO_A_LIMIT) {
      const [, columns] = /\((.*)\)$/.exec(step) ?? [];
      const sql = wide.get(step)?.sql ?? '';
      expect(sql).toMatch(/ limit \+?\?/);
      expect([step, conditionsOf(sql)]).toEqual([step, columns?.split(' AND ').length ?? 0]);
    }
  });
});

describe('the check of the plans can fail: it finds', () => {
  const wide = async (sql: string, ...values: unknown[]): Promise<readonly string[]> => {
    const sqlite = memoryDatabase();
    const recorded = recordedDatabase(sqlite);
    await recorded.during('planted', () => recorded.client.prepare(sql).all(...values));
    return [...wideSteps({ sqlite, recorded }).keys()];
  };

  test.each([
    // With bound states SQLite does not use the partial index: it goes through every charge of the shop.
    [
      'SELECT * FROM charges WHERE merchant_id = ? AND state IN (?, ?, ?, ?, ?)',
      [1, 'created', 'pushing', 'pending', 'unknown', 'unconfirmed'],
      ['planted: SEARCH charges USING INDEX charges_by_day (merchant_id=?)'],
    ],
    ['SELECT * FROM charges "c" WHERE c.note = ?', ['x'], ['planted: SCAN charges']],
    ['SELECT n FROM (SELECT count(*) AS n FROM outbox) AS some', [], ['planted: SCAN outbox']],
    [
      'SELECT * FROM charges WHERE merchant_id = ? ORDER BY id DESC LIMIT 1',
      [1],
      [
        'planted: SEARCH charges USING INDEX charges_by_day (merchant_id=?)',
        'planted: USE TEMP B-TREE FOR ORDER BY',
      ],
    ],
    ['DELETE FROM charge_events WHERE at < ? RETURNING id', [1], ['planted: SCAN charge_events']],
    ['SELECT * FROM charges WHERE receipt = ?', ['R'], []],
  ])('%s', async (sql, values, steps) => {
    expect(await wide(sql, ...values)).toEqual(steps);
  });

  test('a method that was not called', async () => {
    const { uncalled } = await recordStore((store) => ({
      ...store,
      chargeQueries: { ...store.chargeQueries, async forgotten() {} },
    }));
    expect([...uncalled]).toEqual(['chargeQueries.forgotten']);
  });
});

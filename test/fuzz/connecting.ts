import { dbOn, type Db } from '../support/sqlite.ts';
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asc, gt } from 'drizzle-orm';
import fc from 'fast-check';
import type { Telegraf } from 'telegraf';
import type { BosmiCredentials } from '../support/accounts.ts';
import { currentAccounts } from '../support/connected.ts';
import { newLog, newSecrets } from '../../src/runtime/log.ts';
import { keyring } from '../../src/security/keyring.ts';
import type { Credentials } from '../../src/domain/account.ts';
import { applicants, drafts, inbox, outbox } from '../../src/store/schema.ts';
import type { QueuedMessage } from '../../src/domain/messages.ts';
import type { DraftStep } from '../../src/domain/draft.ts';
import { openDatabase } from '../../src/store/engines/sqlite/database.ts';
import { storeOn } from '../../src/store/store.ts';
import type { Store } from '../../src/store/port/store.ts';
import type { BotContext, BotServices } from '../../src/telegram/bot/bot-services.ts';
import { dispatcher } from '../../src/telegram/inbound/dispatcher.ts';
import { nearly } from './commands.ts';
import { property } from './property.ts';
import { newBot, NOW, pressUpdate, textUpdate, textOf, type Person } from './bot.ts';
import { aName, deliveredText } from './texts.ts';

const KEYRING = keyring([Buffer.alloc(32, 9).toString('base64')]);
/** Longer than the question of a conversation is open, which is a quarter of an hour. */
const PAST_DRAFT_MS = 16 * 60_000;

/** A text that starts like this is a command at any question. A key has other characters than letters. */
const COMMAND = /^\/[a-z]+(?:@\w*)?(?:\s|$)/i;

/** Long and varied, so that it occurs nowhere else by chance. */
const rareText = fc.stringMatching(/^[!-~]{16,60}$/).filter((text) => new Set(text).size > 8);
const account: fc.Arbitrary<BosmiCredentials> = fc.record({
  username: fc.stringMatching(/^[a-z]{12,20}$/),
  email: fc.stringMatching(/^[a-z]{12,20}$/).map((name) => `${name}@duka.example`),
  // A key may begin like a command.
  apiKey: fc.oneof(
    rareText,
    rareText,
    rareText.map((key) => `/${key}`),
  ),
});

const step = fc.oneof(
  // The answer to the open question.
  { weight: 12, arbitrary: fc.constant({ kind: 'answer' as const, text: '' }) },
  // The key at any question, or the key twice.
  { weight: 2, arbitrary: fc.constant({ kind: 'key' as const, text: '' }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'spaced key' as const, text: '' }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('text' as const), text: deliveredText }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('text' as const),
      text: fc.constantFrom('/connect', '/connect', '/cancel', '/help', '/charge', '/start', 'Duka'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('press' as const),
      text: fc.oneof(nearly(fc.constant('leave:abcdefghijklmnop')), deliveredText),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'leave' as const, text: '' }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'wait' as const, text: '' }) },
);
const luck = fc.nat({ max: 9 });
const mixed = fc.array(fc.tuple(step, luck), { minLength: 3, maxLength: 10, size: 'max' });
/** Answers in order, which may reach a second account of the same shop, and then any steps. */
const orderly = fc
  .tuple(
    fc.array(fc.tuple(fc.constant({ kind: 'answer' as const, text: '' }), luck), {
      minLength: 4,
      maxLength: 10,
      size: 'max',
    }),
    fc.array(fc.tuple(step, luck), { maxLength: 3 }),
  )
  .map(([first, rest]) => [first, rest].flat());
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Questions whose answers are secret. */
const SECRET_STEPS: ReadonlySet<DraftStep> = new Set([
  'shop-bosmi.username',
  'shop-bosmi.email',
  'shop-bosmi.apiKey',
]);

/** The bot on a database file, with its log and its dispatcher. */
interface BotOnFile {
  readonly db: Db;
  readonly store: Store;
  readonly path: string;
  /** Returns the id of a new person. */
  nextUser(): number;
  nextId(): number;
  readonly clock: { at: number };
  readonly log: string[];
  /** Accounts that the bot opened, in order. */
  readonly opened: (readonly [merchantId: number, credentials: Credentials])[];
  /** The answers to pressed buttons. */
  readonly answers: string[];
  readonly work: ReturnType<typeof dispatcher>;
}

function openBotOnFile(): BotOnFile {
  const folder = mkdtempSync(join(tmpdir(), 'tillbot-fuzz-'));
  const path = join(folder, 'till.db');
  const engine = openDatabase(path);
  const db = dbOn(engine.sqlite);
  // The test reads the file, and cuts no power.
  db.$client.pragma('synchronous = OFF');
  const store: Store = {
    ...storeOn(engine, KEYRING),
    close() {
      engine.close();
      rmSync(folder, { recursive: true });
    },
  };
  const lines: string[] = [];
  const log = newLog('debug', newSecrets(), { write: (line: string) => void lines.push(line) });
  const time = { at: NOW };
  const clock = {
    now: () => time.at,
    steady: () => time.at,
    // A wait for room on the disk ends with room.
    turn: async () => undefined,
    sleep: async (ms: number) => {
      hasRoom(db, true);
      time.at += ms;
    },
  };
  const opened: BotOnFile['opened'] = [];
  const answers: string[] = [];
  const openAccount: BotServices['openAccount'] = (merchantId, _accountId, { credentials }) =>
    void opened.push([merchantId, credentials]);
  const bot: Telegraf<BotContext> = newBot({
    store,
    answers,
    keyring: KEYRING,
    clock,
    log,
    openAccount,
  });
  const ending = new AbortController().signal;
  let [user, id] = [1_000, 0];
  return {
    db,
    store,
    path,
    nextUser: () => (user += 1),
    nextId: () => (id += 1),
    clock: time,
    log: lines,
    opened,
    answers,
    work: dispatcher({ bot, store, clock, log, wakeNotifier: () => undefined, ending }),
  };
}

function hasRoom(db: Db, room: boolean): void {
  const pages = Number(db.$client.pragma('page_count', { simple: true }));
  db.$client.pragma(`max_page_count = ${room ? 4_294_967_294 : pages}`);
}

/** Returns the bytes of the database files. */
const bytesOf = (path: string): Buffer => Buffer.concat([readFileSync(path), readFileSync(`${path}-wal`)]);

function holdsNone(bytes: Buffer, values: readonly string[], where: string): void {
  for (const value of values) {
    assert.ok(!bytes.includes(value), `${value} is in ${where}`);
    assert.ok(!bytes.includes(JSON.stringify(value).slice(1, -1)), `${value} is in ${where}`);
  }
}

/** Returns the text of this step at this point of the conversation. */
function textAt(
  { kind, text }: Step,
  at: string | undefined,
  { username, email, apiKey }: BosmiCredentials,
): string {
  if (kind === 'text' || kind === 'press') return text;
  if (kind === 'spaced key') return `${apiKey} ${apiKey}`;
  if (kind === 'key') return apiKey;
  const asked: Readonly<Record<string, string>> = {
    'shop-name': 'Duka la Mama',
    'shop-bosmi.username': username,
    'shop-bosmi.email': email,
    'shop-bosmi.apiKey': apiKey,
  };
  return asked[at ?? ''] ?? '/connect';
}

export const CONNECTING = [
  property({
    name: 'any text during the connection of a shop is answered, and the key is in no message, log line or file',
    cases: 80,
    most: 3_000,
    sides: { connected: 0.15, 'another account': 0.03, 'no room': 0.2, 'said too late': 0.05 },
    given: fc.record({
      steps: fc.oneof(mixed, orderly),
      account,
      name: aName,
      language: fc.constantFrom('en', 'sw'),
    }),
    open: async () => {
      const bot = openBotOnFile();
      return { context: bot, close: () => bot.store.close() };
    },
    async holds({ steps, account, name, language }, saw, bot) {
      const { db, store, path, log, opened, answers, work } = bot;
      const id = bot.nextUser();
      const person: Person = { id, name, language, chat: 'private' };
      db.insert(applicants).values({ userId: id, name, letInAt: NOW }).run();
      opened.length = 0;
      // These values belong to this case only: the file may still have values that an earlier case showed.
      const credentials = {
        username: `${account.username}${id}`,
        email: `${id}${account.email}`,
        apiKey: `${account.apiKey}~${id}`,
      };
      let hidden: readonly string[] = [credentials.username, credentials.email, credentials.apiKey];
      log.length = 0;
      for (const [step, luck] of steps) {
        if (step.kind === 'wait') {
          bot.clock.at += PAST_DRAFT_MS;
          continue;
        }
        const draft = await store.users.draft(id, id, bot.clock.at);
        const said = textAt(step, draft?.step, credentials);
        // The bot may show a name, and it quotes a text that is no phone or amount.
        if (draft !== undefined && !SECRET_STEPS.has(draft.step))
          hidden = hidden.filter((value) => !said.includes(value));
        if (step.kind === 'key' && draft === undefined) saw('said too late');
        const updateId = bot.nextId();
        const isPress = step.kind === 'press' || step.kind === 'leave';
        const data = step.kind === 'leave' ? `leave:${draft?.token ?? 'x'}` : said;
        const update = isPress
          ? pressUpdate(person, updateId, data, true)
          : textUpdate(person, updateId, said);
        await store.inbox.receive([{ updateId, chatId: id, userId: id, payload: update }], bot.clock.at);
        holdsNone(bytesOf(path), hidden, 'the file while it waits');
        if (luck === 0) {
          saw('no room');
          hasRoom(db, false);
        }
        const [from, pressed] = [lastOf(db), answers.length];
        await handleAll(work, bot);
        hasRoom(db, true);
        const rows = db.select().from(outbox).where(gt(outbox.id, from)).orderBy(asc(outbox.id)).all();
        // A press that could never be stored is answered as given up.
        const isAnswered =
          rows.some(({ kind }) => kind === 'message') || (isPress && answers.length > pressed);
        assert.ok(isAnswered, `not answered: ${said}`);
        if (draft?.step === 'shop-bosmi.apiKey' && !isPress && luck !== 0 && !COMMAND.test(said))
          assert.ok(rows.some(isDeletionOf(updateId)), 'the key stays in the chat');
        for (const row of rows) textOf(row);
        holdsNone(Buffer.from(JSON.stringify(rows)), hidden, 'a message');
        holdsNone(bytesOf(path), hidden, 'the file');
      }
      holdsNone(Buffer.from(log.join('\n')), hidden, 'the log');
      if (opened.length > 0) saw('connected');
      if (opened.length > 1) saw('another account');
      const last = new Map(opened);
      // Each account is stored so that the next start uses it.
      const kept = await currentAccounts(store, KEYRING);
      for (const [merchantId, credentials] of last) assert.deepEqual(kept.get(merchantId), credentials);
      // The file must stay small, because it is read at every step.
      for (const table of [drafts, outbox, inbox]) db.delete(table).run();
      db.$client.pragma('wal_checkpoint(TRUNCATE)');
    },
  }),
];

const lastOf = (db: Db): number =>
  Number(db.$client.prepare('SELECT coalesce(max(id), 0) FROM outbox').pluck().get());

const isDeletionOf =
  (messageId: number) =>
  ({ kind, payload }: QueuedMessage): boolean =>
    kind === 'delete' && (payload as { readonly message_id: number }).message_id === messageId;

/** Handles all updates that wait, and repeats those that fail, as the bot's own loop does. */
async function handleAll(work: BotOnFile['work'], { clock }: BotOnFile): Promise<void> {
  for (let due = await work.nextDueAt(); due !== undefined; due = await work.nextDueAt()) {
    clock.at = Math.max(clock.at, due);
    for (const row of await work.claim(clock.at, 16)) await work.perform(row);
  }
}

import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { keyringOf } from '../../src/app/accounts.ts';
import { startApp, type App } from '../../src/app/app.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import {
  WEBHOOK_PATH,
  type BackupConfig,
  type CommonConfig,
  type LiveConfig,
} from '../../src/config/config.ts';
import { PROVIDERS } from '../../src/gateway/providers.ts';
import { startTelegram, type TelegramServer } from '../../src/sandbox/bot-api/server.ts';
import type { SimMessage, SimUser } from '../../src/sandbox/bot-api/types.ts';
import { startBosmi, type BosmiServer } from '../../src/sandbox/bosmi/server.ts';
import { newSecrets } from '../../src/runtime/log.ts';
import type { Keyring } from '../../src/security/keyring.ts';
import { postgresEngine } from '../../src/store/engines/postgres/engine.ts';
import { openPools } from '../../src/store/engines/postgres/pool.ts';
import { openStore, storeOn } from '../../src/store/store.ts';
import { putMigratedDatabase } from './migrated-database.ts';
import type { Store } from '../../src/store/port/store.ts';
import { bosmiAccount } from './accounts.ts';
import { fastClock } from './fast-clock.ts';
import { recordedLog, type RecordedLog } from './log.ts';
import { borrowDatabase, breakConnections, giveBack, urlOf, type PostgresDatabase } from './postgres.ts';
import { linkGroup, tempFolder } from './store.ts';
import { PATIENCE_MS, until } from './until.ts';

export const SPEED = 50;
export const TOKEN = '700000001:AAE2E-token-of-the-end-to-end-tests-00001';
const ACCOUNT = { apiKey: 'e2e-Key#1', username: 'mamaduka', email: 'mama@duka.example' };

/** An invented key. Every shop has the same one. */
export const SECRET_KEY = Buffer.alloc(32, 7).toString('base64');

export const asha: SimUser = { id: 501, is_bot: false, first_name: 'Asha', language_code: 'en' };
export const juma: SimUser = { id: 502, is_bot: false, first_name: 'Juma', language_code: 'sw' };
export const stranger: SimUser = { id: 666, is_bot: false, first_name: 'Mallory', language_code: 'en' };
export const GROUP = -4001;

export interface ShopOptions {
  /** Whether the group is linked to the first merchant. Default: true. */
  readonly linked?: boolean;
  readonly common?: Partial<CommonConfig>;
  readonly beforeStart?: (telegram: TelegramServer) => void;
  /** The port of the HTTP server, or 0 for a free one, which the log names. Default: no server. */
  readonly httpPort?: number;
  /** Which part of the disk is free. Default: half of it. */
  readonly freeRatio?: () => number;
  /** The public address to which Telegram brings updates. Default: long polling. */
  readonly webhookAt?: string;
  /** Who may bring updates. Default: whoever knows the secret. */
  readonly webhookCallers?: LiveConfig['webhookCallers'];
  /** The bot has the figures of one that shares its database, and leads. */
  readonly leads?: boolean;
  /** The scheduled backups, by the folder of the shop's database. Default: none. */
  readonly backupsIn?: (folder: string) => BackupConfig;
}

/** A whole shop: the unmodified bot, with a simulated Telegram and gateway over HTTP. Time runs `SPEED` times as fast. */
export interface Shop {
  readonly clock: Clock;
  readonly telegram: TelegramServer;
  readonly bosmi: BosmiServer;
  readonly log: RecordedLog;
  readonly printed: string[];
  store(): Store;
  /** Returns the path of the database file. */
  databasePath(): string;
  /** Opens the store of a stopped shop, to write what an earlier run would have left there. */
  closedStore(): Promise<Store>;
  /** Resolves when the running bot ends by itself. */
  ended(): App['ended'];
  /** Stops the bot as SIGTERM does. */
  stop(): Promise<void>;
  /**
   * Starts the bot again. With a token, it is another bot, with its own Telegram. With `webhookPort`, Telegram brings its updates to that port;
   * with null it asks for them.
   */
  start(
    as?:
      | { readonly telegram: TelegramServer; readonly token: string }
      | { readonly webhookPort: number | null },
  ): Promise<void>;
  /** Crashes the bot: work that is not committed is lost, and nothing in flight finishes. */
  crash(): Promise<void>;
  /** Returns the private chat between a person and the bot, or a group. */
  chat(chatId: number): Chat;
  /** Waits for a span of the shop's time. */
  pass(ms: number): Promise<void>;
  /** Moves the shop's clock ahead at once. For spans in which nothing has to happen. */
  skip(ms: number): void;
  until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void>;
}

export interface Chat {
  say(text: string, options?: Parameters<TelegramServer['sendText']>[3], user?: SimUser): SimMessage;
  press(message: SimMessage, button: string, user?: SimUser): Promise<string | undefined>;
  /** Waits for a message of the bot that matches, new or edited. */
  sees(pattern: RegExp, after?: SimMessage): Promise<SimMessage>;
  /** Returns the bot's messages as they are now, after edits. */
  heard(): SimMessage[];
  texts(): string[];
}

export async function openShop({
  common = {},
  linked = true,
  beforeStart,
  httpPort,
  freeRatio = () => 0.5,
  backupsIn,
  webhookAt,
  webhookCallers,
  leads = false,
}: ShopOptions = {}): Promise<Shop> {
  const clock = fastClock(SPEED);
  const telegram = await startTelegram({ token: TOKEN, clock });
  const bosmi = await startBosmi({ clock, random: Math.random, account: ACCOUNT });
  for (const user of [asha, juma, stranger]) telegram.openPrivateChat(user);
  telegram.addGroup({ id: GROUP, type: 'group', title: 'Mama Duka' }, { admins: [asha, juma] });
  bosmi.behave('everyone', { kind: 'by-hand' });
  beforeStart?.(telegram);

  const folder = tempFolder();
  const log = recordedLog();
  const printed: string[] = [];
  const config: CommonConfig = {
    database: { path: join(folder, 'till.db') },
    databasePath: join(folder, 'till.db'),
    healthFile: undefined,
    logLevel: 'info',
    confirmMs: 180_000,
    watchMs: 24 * 3_600_000,
    timeZone: 'Africa/Nairobi',
    ownerIds: [asha.id, juma.id],
    shopName: 'Mama Duka',
    secretKeys: [SECRET_KEY],
    retentionMs: undefined,
    velocityLimits: [],
    ...common,
  };
  const live: LiveConfig = {
    telegramToken: TOKEN,
    telegramApiRoot: telegram.url,
    telegramProxy: undefined,
    http: httpPort === undefined ? undefined : { host: '127.0.0.1', port: httpPort },
    account: bosmiAccount(ACCOUNT),
    gateways: Object.fromEntries(
      PROVIDERS.map(({ name }) => [name, { baseUrl: bosmi.url, proxy: undefined }]),
    ),
    backups: backupsIn?.(folder),
    webhookCallers,
    webhookUrl: webhookAt === undefined ? undefined : `${webhookAt}${WEBHOOK_PATH}`,
    secrets: [],
  };
  let generation = 0;
  const pathOf = (n: number): string => join(folder, `till-${n}.db`);
  let running: { readonly app: App; readonly store: Store } | undefined;

  let onPostgres: PostgresDatabase | undefined;
  const ended: Promise<void>[] = [];
  const openShopStore = async (keyring: Keyring | undefined): Promise<Store> => {
    if (process.env['TEST_DATABASE'] === 'postgres') {
      onPostgres ??= await borrowDatabase();
      // A stopped or crashed program has closed its connections.
      const engine = postgresEngine(openPools({ connectionString: urlOf(onPostgres.name) }), clock);
      ended.push(engine.closed);
      return { ...storeOn(engine, keyring), close: () => engine.close() };
    }
    putMigratedDatabase(pathOf(generation));
    return openStore(pathOf(generation), keyring);
  };

  const start: Shop['start'] = async (as): Promise<void> => {
    const keyring = keyringOf(config.secretKeys);
    const store = await openShopStore(keyring);
    await store.members.configureOwners(config.ownerIds, 0);
    if (linked && config.ownerIds.includes(asha.id))
      await linkGroup(store, GROUP, asha.id, clock.steady() + 3_600_000);
    const print = (line: string): void => void printed.push(line);
    const app = await startApp({
      common: { ...config, databasePath: pathOf(generation) },
      live: as === undefined ? live : { ...live, ...changed(as) },
      store,
      keyring,
      secrets: newSecrets(),
      clock,
      log,
      random: Math.random,
      freeRatio: async () => freeRatio(),
      print,
      ...(leads ? { role: () => ({ kind: 'leader', term: 1, leaseAgeMs: 0 }) as const } : {}),
    });
    running = { app, store };
  };
  const stop = async (): Promise<void> => {
    const ending = running;
    running = undefined;
    await ending?.app.stop();
    ending?.store.close();
  };

  await start();
  onTestFinished(async () => {
    // The servers close first, so that the stop does not wait for requests that hang.
    await Promise.all([bosmi.close(), telegram.close()]);
    await stop();
    await Promise.all(ended);
    if (onPostgres !== undefined) await giveBack(onPostgres);
    expect(leaksIn(log.text(), bosmi)).toEqual([]);
  });

  const shop: Shop = {
    clock,
    telegram,
    bosmi,
    log,
    printed,
    store() {
      if (running === undefined) throw new Error('the shop is closed');
      return running.store;
    },
    databasePath: () => pathOf(generation),
    closedStore: () => openShopStore(keyringOf(config.secretKeys)),
    ended() {
      if (running === undefined) throw new Error('the shop is closed');
      return running.app.ended;
    },
    stop,
    start,
    async crash() {
      // A crash leaves only the committed state, which is copied here. The old program ends in the background. It can commit nothing
      // more, and so it pushes nothing more.
      const [from, to] = [pathOf(generation), pathOf(generation + 1)];
      for (const suffix of ['', '-wal'])
        if (existsSync(from + suffix)) copyFileSync(from + suffix, to + suffix);
      const dead = running;
      running = undefined;
      generation += 1;
      if (onPostgres !== undefined) await breakConnections(onPostgres.name);
      dead?.store.close();
      void dead?.app.stop().catch(() => undefined);
    },
    chat: (chatId) => chatOf(telegram, chatId),
    pass: (ms) => clock.sleep(ms),
    skip: (ms) => clock.skip(ms),
    until,
  };
  return shop;
}

/** What changes in the settings at a new start. */
function changed(as: NonNullable<Parameters<Shop['start']>[0]>): Partial<LiveConfig> {
  if ('token' in as) return { telegramToken: as.token, telegramApiRoot: as.telegram.url };
  const { webhookPort: port } = as;
  if (port === null) return { http: undefined, webhookUrl: undefined };
  return { http: { host: '127.0.0.1', port }, webhookUrl: `http://127.0.0.1:${port}${WEBHOOK_PATH}` };
}

/** A complete phone number of a customer. */
const WHOLE_PHONE = /(?<!\d)(?:254|0)?[17]\d{8}(?!\d)/g;

/** Returns the tokens, keys, e-mail addresses and complete phone numbers in a log. There may be none, even before redaction. */
function leaksIn(log: string, bosmi: BosmiServer): readonly string[] {
  const accounts = bosmi.requests.flatMap(({ body }) => [body['api_key'], body['email']]);
  const secrets = [TOKEN, SECRET_KEY, ...accounts].filter((secret) => typeof secret === 'string');
  return [...secrets.filter((secret) => log.includes(secret)), ...(log.match(WHOLE_PHONE) ?? [])];
}

export function chatOf(telegram: TelegramServer, chatId: number): Chat {
  const owner = [asha, juma, stranger].find(({ id }) => id === chatId) ?? asha;
  const heard = (): SimMessage[] =>
    telegram.messages(chatId).filter(({ from }) => from.id === telegram.me.id);
  return {
    say: (text, options, user = owner) => telegram.sendText(user, chatId, text, options),
    press: (message, button, user = owner) => telegram.press(user, chatId, message.message_id, button),
    heard,
    texts: () => heard().map(({ text }) => text ?? ''),
    sees(pattern, after) {
      const find = (): SimMessage | undefined =>
        heard().findLast(
          ({ message_id, text }) => message_id > (after?.message_id ?? 0) && pattern.test(text ?? ''),
        );
      return new Promise((resolve, reject) => {
        const look = (): void => {
          const found = find();
          if (found === undefined) return;
          clearTimeout(timer);
          stopListening();
          resolve(found);
        };
        const timer = setTimeout(() => {
          stopListening();
          const seen = telegram
            .messages(chatId)
            .map(({ from, text }) => `${from.first_name}: ${text ?? '(no text)'}`);
          reject(new Error(`no message like ${String(pattern)}. The chat:\n${seen.join('\n---\n')}`));
        }, PATIENCE_MS);
        const stopListening = telegram.onChange(() => look());
        look();
      });
    },
  };
}

/** A report of today with this sum, such as `1,500`, of so many payments that M-Pesa confirmed. */
export const paidToday = (amount: string, payments: string): RegExp =>
  new RegExp(
    String.raw`^📊 Today · [^\n]+\n(?:[🏪👤] [^\n]+\n)*KES\s${amount}\n${payments} · average KES\s`,
    'u',
  );

/** A report of today where something was marked as paid, and nothing confirmed. */
export const onlyByHand = (amount: string, count: number): RegExp =>
  new RegExp(
    String.raw`^📊 Today · [^\n]+\n(?:[🏪👤] [^\n]+\n)*KES\s0\n✍️ Marked by hand: KES\s${amount} \(${count}\)`,
    'u',
  );

/** A report of today before anything was paid. */
export const NOTHING_TODAY = /^📊 Today · [^\n]+\n(?:[🏪👤] [^\n]+\n)*Nothing was paid yet\./u;

/** The labels of a message's buttons. */
export const labels = (message: SimMessage): string[] =>
  message.reply_markup?.inline_keyboard?.flat().map(({ text }) => text) ?? [];

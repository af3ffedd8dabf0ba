import { summaryCalendar } from '../../src/reports/summary-calendar.ts';
import { allCharges } from '../support/sqlite.ts';
import assert from 'node:assert/strict';
import { asc, gt } from 'drizzle-orm';
import type { Telegraf } from 'telegraf';
import type { Update } from 'telegraf/types';
import { inviteCodes } from '../../src/security/keyring.ts';
import * as check from '../../src/sandbox/bot-api/check.ts';
import type { NewsPayload } from '../../src/domain/news.ts';
import { charges, chats, inbox, members, outbox } from '../../src/store/schema.ts';
import type { QueuedMessage } from '../../src/domain/messages.ts';
import { FIRST_MERCHANT } from '../../src/domain/merchant.ts';
import type { Charge } from '../../src/domain/charge.ts';
import type { Store } from '../../src/store/port/store.ts';
import { addFeatures, newTelegraf } from '../../src/telegram/bot/bot.ts';
import type { BotServices, BotContext } from '../../src/telegram/bot/bot-services.ts';
import { messageIn } from '../../src/telegram/outbound/news.ts';
import type { MessagePayload } from '../../src/telegram/outbound/payload.ts';
import { merchantDays } from '../../src/reports/merchant-days.ts';
import { merchantTime } from '../../src/telegram/outbound/times.ts';
import { decideReport, markCharge } from '../../src/payments/mark-charge.ts';
import { createCharge } from '../../src/payments/create-charge.ts';
import { memoryStore, type MemoryStore } from '../simulation/memory-store.ts';
import { telegramAccepts } from './telegram.ts';

const RULES = { velocityLimits: [] };
export const NOW = Date.parse('2026-11-24T14:05:00+03:00');
const TOKEN = '700000001:AAE2E-token-of-the-fuzz-tests-0000001';
const codeOf = inviteCodes(TOKEN);
const BOT = { id: 700_000_001, is_bot: true, first_name: 'Tillbot', username: 'FuzzTillBot' } as const;
const ASHA = 501;
const GROUP = -4001;

/** The result of an update: the new rows of the outbox, with their texts if they have one, and the new charges. */
export interface UpdateResult {
  readonly queued: readonly (QueuedMessage & { readonly text: string | undefined })[];
  readonly charges: readonly Charge[];
}

/** The real bot on a real store in memory. It handles one update after the other. Nothing is pushed or sent. */
export interface FuzzBot {
  readonly db: MemoryStore['db'];
  /** The answers to pressed buttons. */
  readonly answers: string[];
  handle(update: Update): Promise<UpdateResult>;
  close(): void;
}

export function openBot(): FuzzBot {
  const { db, store: kept, close } = memoryStore();
  const store: Store = { ...kept, close };
  // The owner's shop, with its group.
  const owner = { merchantId: FIRST_MERCHANT, userId: ASHA, name: 'Asha', addedAt: NOW } as const;
  db.insert(members)
    .values({ ...owner, role: 'owner', origin: 'environment' })
    .run();
  db.insert(chats).values({ chatId: GROUP, merchantId: FIRST_MERCHANT, linkedAt: NOW }).run();
  const answers: string[] = [];
  const bot = newBot({ store, answers });

  const lastId = (table: typeof outbox | typeof charges): number =>
    db
      .select({ id: table.id })
      .from(table)
      .all()
      .reduce((last, { id }) => Math.max(last, id), 0);

  return {
    db,
    answers,
    close,
    async handle(update) {
      const [outboxAt, chargesAt] = [lastId(outbox), lastId(charges)];
      const updateId = update.update_id;
      await store.inbox.receive([{ updateId, chatId: ASHA, payload: update }], NOW);
      await bot.handleUpdate(update);
      const left = db
        .select()
        .from(inbox)
        .all()
        .filter(({ settledAt }) => settledAt === null);
      assert.equal(left.length, 0, 'the update is not settled');
      const rows = db.select().from(outbox).where(gt(outbox.id, outboxAt)).orderBy(asc(outbox.id)).all();
      return {
        queued: rows.map((row) => Object.assign(row, { text: textOf(row) })),
        charges: allCharges(db).filter(({ id }) => id > chargesAt),
      };
    },
  };
}

/** A message in the outbox as it would be sent. */
export const messageOf = (payload: unknown): MessagePayload =>
  messageIn(payload as MessagePayload | NewsPayload, codeOf);

/** Returns the real bot. Nothing is pushed or sent. */
export function newBot({
  store,
  answers,
  keyring,
  clock = { now: () => NOW, steady: () => NOW, sleep: async () => undefined, turn: async () => undefined },
  log = { info: () => undefined, warn: () => undefined, error: () => undefined },
  openAccount = () => undefined,
}: { readonly store: Store; readonly answers: string[] } & Partial<
  Pick<BotServices, 'keyring' | 'clock' | 'log' | 'openAccount'>
>): Telegraf<BotContext> {
  const bot = newTelegraf(TOKEN, 'http://127.0.0.1:9');
  bot.botInfo = {
    ...BOT,
    can_join_groups: true,
    can_read_all_group_messages: false,
    supports_inline_queries: false,
  };
  addFeatures(bot, {
    store,
    payments: {
      createCharge: (request, options = {}) =>
        createCharge(store, RULES, request, options, { at: NOW, steadyAt: clock.steady() }),
      mark: (chargeId, paid, userId, effects) => markCharge(store, chargeId, paid, userId, effects),
      decide: (decision, userId, effects) => decideReport(store, decision, userId, effects),
      close: (chargeId, reason, userId, effects) =>
        store.charges.close({ chargeId, reason, userId, at: effects.at, steadyAt: clock.steady() }, effects),
      collect: (request, userId, effects) =>
        store.collections.create(request, { userId, at: effects.at, steadyAt: clock.steady() }, effects),
      changeCollection: (userId, at, act) => act(store.collections, { userId, at, steadyAt: clock.steady() }),
      resume: (copiedAt, effects) => store.restoreHold.resume(copiedAt, effects),
    },
    clock,
    localTime: (telegramAt) => telegramAt,
    log,
    time: merchantTime('Africa/Nairobi'),
    days: merchantDays('Africa/Nairobi'),
    confirmMs: 180_000,
    keyring,
    codeOf,
    onLinksChanged: () => undefined,
    onSummariesChanged: () => undefined,
    summaryCalendar: summaryCalendar('Africa/Nairobi'),
    velocityLimits: [],
    menus: { show: () => undefined, clear: () => undefined },
    openAccount,
    operatorState: async () => ({
      version: '0.0.0',
      runningMs: 0,
      shops: 1,
      suspended: 0,
      backlog: await store.backlog.figures(NOW, NOW),
      backups: undefined,
      diskFree: undefined,
      lead: undefined,
      clockAgrees: true,
      troubles: [],
    }),
    answerButton(id, text) {
      check.parse(check.answerCallbackQuery, {
        callback_query_id: id,
        ...(text === undefined ? {} : { text }),
      });
      answers.push(text ?? '');
    },
  });
  return bot;
}

/** Checks what Telegram would get, and returns its text. Cards and notices have none before they are sent. */
export function textOf({ kind, payload }: QueuedMessage): string | undefined {
  if (kind === 'message') return telegramAccepts(messageOf(payload)).text;
  if (kind === 'delete') assert.deepEqual(Object.keys(payload as object), ['message_id']);
  if (kind !== 'edit') return undefined;
  const { message_id, ...edit } = payload as { message_id: number; text?: string };
  if (edit.text === undefined) {
    check.parse(check.editMessageReplyMarkup, { chat_id: 1, message_id });
    return undefined;
  }
  check.parse(check.editMessageText, { chat_id: 1, message_id, ...edit });
  return telegramAccepts(edit).text;
}

/** A person in a chat: the owner or a stranger, in private or in the group. */
export interface Person {
  readonly id: number;
  readonly name: string;
  readonly lastName?: string | undefined;
  readonly language?: string | undefined;
  readonly chat: 'private' | 'group';
}
export const OWNER = ASHA;
export const STRANGER = 666;

const fromOf = ({ id, name, lastName, language }: Person) => ({
  id,
  is_bot: false,
  first_name: name,
  ...(lastName === undefined ? {} : { last_name: lastName }),
  ...(language === undefined ? {} : { language_code: language }),
});
const chatOf = ({ id, name, chat }: Person) =>
  chat === 'private'
    ? ({ id, type: 'private', first_name: name } as const)
    : ({ id: GROUP, type: 'supergroup', title: 'Mama Duka' } as const);

export function textUpdate(person: Person, id: number, text: string, edited = false): Update {
  const [command] = /^\/[A-Za-z0-9_]{1,32}(?:@\w{5,32})?/.exec(text) ?? [];
  const message = {
    message_id: id,
    from: fromOf(person),
    chat: chatOf(person),
    date: Math.floor(NOW / 1_000),
    text,
    ...(command === undefined
      ? {}
      : { entities: [{ type: 'bot_command', offset: 0, length: command.length }] }),
  };
  // As it comes from Telegram: JSON that Telegraf has types for.
  return { update_id: id, [edited ? 'edited_message' : 'message']: message } as unknown as Update;
}

/** A contact with this text as its number, and with each word as a number of its vCard. */
export const contactUpdate = (person: Person, id: number, phone: string): Update => ({
  update_id: id,
  message: {
    message_id: id,
    from: fromOf(person),
    chat: chatOf(person),
    date: Math.floor(NOW / 1_000),
    contact: {
      phone_number: phone,
      first_name: 'Somebody',
      vcard: ['BEGIN:VCARD', ...phone.split(' ').map((word) => `TEL:${word}`), 'END:VCARD'].join('\n'),
    },
  },
});

/** The same text, sent through another bot, or under a photo that was sent or edited. */
export function notTypedUpdate(
  person: Person,
  id: number,
  text: string,
  how: 'via-bot' | 'caption' | 'edited-caption',
): Update {
  const base = {
    message_id: id,
    from: fromOf(person),
    chat: chatOf(person),
    date: Math.floor(NOW / 1_000),
  };
  const typed = (textUpdate(person, id, text) as unknown as { message: object }).message;
  const photo = [{ file_id: 'p', file_unique_id: 'p', width: 1, height: 1 }];
  const message =
    how === 'via-bot'
      ? { ...typed, via_bot: { id: 900, is_bot: true, first_name: 'Gif', username: 'gif' } }
      : { ...base, photo, caption: text };
  return {
    update_id: id,
    [how === 'edited-caption' ? 'edited_message' : 'message']: message,
  } as unknown as Update;
}

/** @param isShown whether the message has the button: a client can invent a press */
export const pressUpdate = (person: Person, id: number, data: string, isShown: boolean): Update => ({
  update_id: id,
  callback_query: {
    id: String(id),
    from: fromOf(person),
    chat_instance: '1',
    data,
    message: {
      message_id: 1,
      from: BOT,
      chat: chatOf(person),
      date: Math.floor(NOW / 1_000),
      text: 'x',
      ...(isShown ? { reply_markup: { inline_keyboard: [[{ text: 'x', callback_data: data }]] } } : {}),
    },
  },
});

import { summaryCalendar } from '../../src/reports/summary-calendar.ts';
import { dbOn, storeOnSqlite } from './sqlite.ts';
import { onTestFinished } from 'vitest';
import { inviteCodes } from '../../src/security/keyring.ts';
import type { Update } from 'telegraf/types';
import * as schema from '../../src/store/schema.ts';
import type { Store } from '../../src/store/port/store.ts';
import { addFeatures, newTelegraf } from '../../src/telegram/bot/bot.ts';
import { dispatcher } from '../../src/telegram/inbound/dispatcher.ts';
import { messageLimits } from '../../src/telegram/api/rate-limits.ts';
import { telegramMessenger } from '../../src/telegram/outbound/messenger.ts';
import { pressAnswers } from '../../src/telegram/outbound/press-answers.ts';
import { longPolling } from '../../src/telegram/inbound/long-polling.ts';
import { merchantDays } from '../../src/reports/merchant-days.ts';
import { merchantTime } from '../../src/telegram/outbound/times.ts';
import { startPayments } from '../../src/payments/payments.ts';
import { startWorker } from '../../src/runtime/worker.ts';
import { memoryDatabase } from '../simulation/memory-store.ts';
import { virtualClock } from '../simulation/virtual-clock.ts';
import { busyTelegram } from './busy-telegram.ts';
import { recordedLog } from './log.ts';
import { hire } from './store.ts';
import { anAccount, NO_RULES, scriptedGateway } from './payments.ts';

const CONFIRM_MS = 180_000;
const TOKEN = '700000001:AAE2E-token-of-the-noisy-bots-00000001';

/** Somebody in a private chat, or in a group (a negative id). */
export interface Sender {
  readonly userId: number;
  readonly chatId: number;
}

/**
 * Starts the whole bot, except for HTTP and Telegraf's polling, on a database in memory and under a virtual clock. The simulated Telegram
 * has rate limits. Asha (7) is the owner of the first shop, user 17 of the second.
 */
export async function noisyBot() {
  const sqlite = memoryDatabase();
  const db = dbOn(sqlite);
  const store: Store = { ...storeOnSqlite(db.$client), close: () => undefined };
  await hire(store);
  db.insert(schema.merchants).values({ id: 2, name: 'Kiosk', createdAt: 0 }).run();
  db.insert(schema.accounts)
    .values({ id: 2, merchantId: 2, keyId: 'k', sealed: 'sealed', openedAt: 0 })
    .run();
  db.insert(schema.members)
    .values({ merchantId: 2, userId: 17, role: 'owner', name: 'Kimani', origin: 'connect', addedAt: 0 })
    .run();

  const clock = virtualClock();
  const telegram = busyTelegram(clock);
  const { api } = telegram;
  const [log, ending, time] = [recordedLog(), new AbortController(), merchantTime('Africa/Nairobi')];
  const limits = messageLimits();
  const codeOf = inviteCodes(TOKEN);
  const hear = (): void => undefined;
  const presses = pressAnswers(api, clock);
  const payments = startPayments({
    store,
    messenger: telegramMessenger({
      api,
      limits,
      clock,
      time,
      confirmMs: CONFIRM_MS,
      codeOf,
      hear,
      makeFile: () => Promise.reject(new Error('no files here')),
    }),
    limits,
    clock,
    log,
    random: () => 0.5,
    confirmMs: CONFIRM_MS,
    watchMs: CONFIRM_MS,
    rules: NO_RULES,
    clockAgrees: () => true,
    onAccountRefused: () => undefined,
    retention: undefined,
  });
  const gateways = [scriptedGateway(), scriptedGateway()] as const;
  const [own, other] = [await anAccount(store), 2];
  payments.open(1, { accountId: own, gateway: gateways[0] });
  payments.open(2, { accountId: other, gateway: gateways[1] });

  const bot = newTelegraf(TOKEN, 'http://127.0.0.1:9');
  bot.botInfo = {
    id: 700_000_001,
    is_bot: true,
    first_name: 'Tillbot',
    username: 'TillBot',
    can_join_groups: true,
    can_read_all_group_messages: false,
    supports_inline_queries: false,
  };
  const localTime = (telegramAt: number): number => telegramAt;
  const services = {
    store,
    payments,
    clock,
    log,
    time,
    days: merchantDays('Africa/Nairobi'),
    confirmMs: CONFIRM_MS,
    keyring: undefined,
    localTime,
    codeOf,
  };
  addFeatures(bot, {
    ...services,
    openAccount: () => undefined,
    onLinksChanged: () => undefined,
    onSummariesChanged: () => undefined,
    summaryCalendar: summaryCalendar('Africa/Nairobi'),
    velocityLimits: [],
    menus: { show: () => undefined, clear: () => undefined },
    operatorState: () => Promise.reject(new Error('nobody asks for it')),
    answerButton: presses.answer,
  });
  const dispatching = startWorker(
    dispatcher({ bot, store, clock, log, wakeNotifier: payments.wakeNotifier, ending: ending.signal }),
    { clock, log, concurrency: 32 },
  );
  const received = longPolling({
    api,
    inbox: store.inbox,
    clock,
    log,
    onReceived() {
      dispatching.wake();
      payments.wakeNotifier();
    },
    turnAway: presses.turnAway,
    hear,
    ending: ending.signal,
  });
  onTestFinished(async () => {
    ending.abort();
    const stopped = Promise.all([received, dispatching.stop(0), payments.stop(0)]);
    await clock.advance(LAST_CALL_MS);
    await stopped;
    sqlite.close();
  });

  let updates = 0;
  const next = (kind: 'message' | 'callback_query', { userId, chatId }: Sender, what: object): Update => {
    updates += 1;
    const from = { id: userId, is_bot: false, first_name: `${userId}`, language_code: 'en' };
    const chat =
      chatId < 0 ? { id: chatId, type: 'supergroup', title: 'Duka' } : { ...from, type: 'private' };
    const message = { message_id: updates, chat, date: Math.floor(clock.now() / 1_000) };
    const content =
      kind === 'message'
        ? { ...message, from, ...what }
        : { id: `${updates}`, from, chat_instance: '1', message, ...what };
    // Telegram sends JSON, for which Telegraf has types.
    return { update_id: updates, [kind]: content } as unknown as Update;
  };
  return {
    db,
    store,
    clock,
    telegram,
    gateways,
    log,
    says(who: Sender, text: string): Update {
      const [command = ''] = /^\/\w+/.exec(text) ?? [];
      const entities = command === '' ? [] : [{ type: 'bot_command', offset: 0, length: command.length }];
      return next('message', who, { text, entities });
    },
    presses: (who: Sender, data: string): Update => next('callback_query', who, { data }),
    link: (merchantId: number, chatId: number) =>
      void db.insert(schema.chats).values({ chatId, merchantId, linkedAt: 0 }).run(),
  };
}

/** Longer than Telegram holds back an empty answer. */
const LAST_CALL_MS = 60_000;

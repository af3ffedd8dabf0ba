import type { Clock } from './clock.ts';
import type { CommonConfig, LiveConfig } from './config.ts';
import { bosmiGateway } from './gateway/bosmi.ts';
import type { Store } from './store/store.ts';
import { anyResult, boundedApi, type Api } from './telegram/api.ts';
import { offerOwnership } from './telegram/access.ts';
import { addFeatures, newTelegraf } from './telegram/bot.ts';
import { registerCommands } from './telegram/commands.ts';
import { dispatcher } from './telegram/dispatcher.ts';
import { messageLimits, TELEGRAM_RATES, type MessageRates } from './telegram/limits.ts';
import { telegramMessenger } from './telegram/messenger.ts';
import { tellRestored } from './telegram/restored.ts';
import { receiveUpdates, whoAmI, type Ended } from './telegram/receiver.ts';
import { shopTime } from './telegram/times.ts';
import type { Log } from './till/ports.ts';
import { startTill } from './till/till.ts';
import { startWorker } from './till/worker.ts';

export interface AppParts {
  readonly common: CommonConfig;
  readonly live: LiveConfig;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: () => number;
  readonly rates?: MessageRates;
  /** Prints for the person who started the program; what it says is for their eyes only. */
  readonly print: (line: string) => void;
}

export interface App {
  /** Resolves when no more updates are taken: it was stopped, or Telegram does not know the token. */
  readonly ended: Promise<Ended>;
  /** Takes no more updates, finishes or safely abandons what is in flight, and resolves within ten seconds. */
  stop(): Promise<void>;
}

/** The most chats whose updates are handled beside each other. */
const CHATS_AT_ONCE = 32;
/** Together less than the ten seconds that a stop may take. */
const DISPATCH_GRACE_MS = 1_000;
const TILL_GRACE_MS = 6_000;

/**
 * Builds the bot's parts on a store and starts them, from the inside out: what must be said and asked goes on at once,
 * whether or not Telegram can be reached; updates are taken as soon as it can.
 */
export async function startApp(parts: AppParts): Promise<App> {
  const { common, live, store, clock, log, random } = parts;
  const { confirmMs, watchMs, ownerIds } = common;
  const ending = new AbortController();

  const bot = newTelegraf(live.telegramToken, live.telegramApiRoot);
  const api = boundedApi(bot.telegram);
  const limits = messageLimits(parts.rates ?? TELEGRAM_RATES);
  const paced: Api = {
    call: (method, payload, shape, options) => limits.other(() => api.call(method, payload, shape, options)),
  };
  const time = shopTime(common.timeZone);
  const gateway = bosmiGateway(live.bosmi);
  const messenger = telegramMessenger({ api, limits, clock, time, confirmMs });
  await tellRestored({ store, clock, time, log, ownerIds });
  const till = startTill({ store, gateway, messenger, clock, log, random, confirmMs, watchMs });

  addFeatures(bot, {
    store,
    till,
    clock,
    log,
    time,
    confirmMs,
    ownerIds,
    answerButton(id, text) {
      const payload = { callback_query_id: id, ...(text === undefined ? {} : { text }) };
      // Unanswered, the button only goes on spinning for a while; nothing hangs on it.
      void paced.call('answerCallbackQuery', payload, anyResult);
    },
  });

  const run = async (): Promise<Ended> => {
    const me = await whoAmI({ api: paced, clock, log, ending: ending.signal });
    if (me === undefined) return ending.signal.aborted ? 'stopped' : 'unauthorized';
    bot.botInfo = me;
    await greet(me.username, parts);
    const registering = registerCommands(paced, clock, log, ending.signal);
    const dispatching = startWorker(
      dispatcher({ bot, store, clock, log, onSay: till.wakeNotifier, ending: ending.signal }),
      {
        clock,
        log,
        concurrency: CHATS_AT_ONCE,
      },
    );
    const ended = await receiveUpdates({
      api,
      inbox: store.inbox,
      clock,
      log,
      onReceived: dispatching.wake,
      ending: ending.signal,
    });
    await Promise.all([dispatching.stop(DISPATCH_GRACE_MS), registering]);
    return ended;
  };

  const ended = run();
  return {
    ended,
    async stop() {
      ending.abort();
      await ended;
      await till.stop(TILL_GRACE_MS);
      await gateway.close();
    },
  };
}

/** Says that the bot runs, and offers it to its first owner. */
async function greet(username: string, { common, store, clock, log, print }: AppParts): Promise<void> {
  log.info({ bot: username }, 'the bot is up');
  if (common.ownerIds.length > 0 || (await store.people.hasOwner())) return;
  const code = await offerOwnership(store, clock.now());
  print('Nobody owns this till yet. Whoever opens this link first becomes the owner; it works once:');
  print(`  https://t.me/${username}?start=${code}`);
}

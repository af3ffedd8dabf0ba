import type { Payments } from '../payments/payments.ts';
import { startWorker, type Worker } from '../runtime/worker.ts';
import { FIRST_MERCHANT } from '../domain/merchant.ts';
import { offerOwnership } from '../telegram/bot/offer-ownership.ts';
import { registerCommands } from '../telegram/bot/command-menu.ts';
import { speakAs } from '../telegram/inbound/bot-changed.ts';
import { dispatcher } from '../telegram/inbound/dispatcher.ts';
import { longPolling, type Ended } from '../telegram/inbound/long-polling.ts';
import type { WebhookParts } from '../telegram/inbound/webhook.ts';
import { whoAmI } from '../telegram/inbound/who-am-i.ts';
import type { AppParts } from './parts.ts';
import type { TelegramSide } from './telegram-side.ts';

/** The most chats whose updates are handled at the same time. */
const CHATS_AT_ONCE = 32;

export interface ReceiveUpdatesParts extends Pick<AppParts, 'store' | 'log' | 'print' | 'leadership'> {
  readonly telegram: TelegramSide;
  readonly payments: Pick<Payments, 'wakeNotifier'>;
  /** Where Telegram brings updates; undefined for long polling. */
  readonly webhook: Pick<WebhookParts, 'url' | 'secret' | 'open'> | undefined;
  /** How long updates in flight may take at the end. */
  readonly graceMs: number;
  readonly ending: AbortSignal;
}

export interface Receiving {
  /** Why it ended: the program stops, or Telegram does not know the token. */
  readonly ended: Promise<Ended>;
  /** Handles updates that another program has received. */
  wake(): void;
}

/** Receives and handles updates, as soon as Telegram answers. */
export function receiveUpdates(parts: ReceiveUpdatesParts): Receiving {
  let dispatching: Worker | undefined;
  return {
    ended: receive(parts, (worker) => (dispatching = worker)),
    wake: () => dispatching?.wake(),
  };
}

async function receive(parts: ReceiveUpdatesParts, onDispatching: (worker: Worker) => void): Promise<Ended> {
  const { telegram, payments, store, log, webhook, leadership, graceMs, ending } = parts;
  const mayBegin = leadership?.mayBegin ?? (() => true);
  const { bot, api, clock, presses } = telegram;
  const me = await whoAmI({ api, clock, log, ending, hasWebhook: webhook !== undefined });
  if (me === undefined) return ending.aborted ? 'stopped' : 'unauthorized';
  await speakAs(me.id, { store, clock, log });
  bot.botInfo = me;
  await greet(me.username, parts);
  const registering = registerCommands(api, clock, log, ending);
  const dispatching = startWorker(
    dispatcher({ bot, store, clock, log, wakeNotifier: payments.wakeNotifier, ending }),
    { clock, log, mayBegin, concurrency: CHATS_AT_ONCE },
  );
  onDispatching(dispatching);
  const receiving = {
    api,
    inbox: store.inbox,
    clock,
    log,
    onReceived() {
      dispatching.wake();
      payments.wakeNotifier();
    },
    turnAway: presses.turnAway,
    hear: clock.hear,
    ending,
  };
  const ended =
    webhook === undefined
      ? await longPolling(receiving)
      : await (
          await import('../telegram/inbound/webhook.ts')
        ).webhookUpdates({
          ...receiving,
          ...webhook,
          isOurs: mayBegin,
        });
  await Promise.all([dispatching.stop(graceMs), registering]);
  return ended;
}

/** Logs that the bot is up. Prints a link to its first owner if it has none. */
async function greet(
  username: string,
  { telegram: { clock }, store, log, print }: ReceiveUpdatesParts,
): Promise<void> {
  log.info({ bot: username }, 'the bot is up');
  if ((await store.members.owners(FIRST_MERCHANT)).length > 0) return;
  const code = await offerOwnership(store, clock.now());
  print('This bot has no owner yet. Whoever opens this link first becomes the owner; it works once:');
  print(`  https://t.me/${username}?start=${code}`);
}

import type { Telegraf } from 'telegraf';
import type { Clock } from '../../src/runtime/clock.ts';
import type { ChargeRequest } from '../../src/domain/charge.ts';
import type { UpdateEffects, OutgoingMessage } from '../../src/store/port/update-effects.ts';
import type { Store } from '../../src/store/port/store.ts';
import type { Api } from '../../src/telegram/api/bounded-api.ts';
import type { BotContext } from '../../src/telegram/bot/bot-services.ts';
import { dispatcher } from '../../src/telegram/inbound/dispatcher.ts';
import { longPolling } from '../../src/telegram/inbound/long-polling.ts';
import type { Log } from '../../src/runtime/log.ts';
import type { Payments } from '../../src/payments/payments.ts';
import { startWorker } from '../../src/runtime/worker.ts';
import { senderOf, type People, type SimUpdate } from './people.ts';
import { accountNamed, KEYRING } from './shops.ts';
import type { World } from './world.ts';

/** What the services answers to an update. */
export type Saying =
  /** The answer counts from when the question was asked: a press bears no date. */
  | {
      readonly kind: 'question';
      readonly asked: ChargeRequest;
      readonly askedAt: number;
      readonly generation: number;
    }
  | { readonly kind: 'held'; readonly asked: ChargeRequest; readonly since: number }
  | { readonly kind: 'refused'; readonly asked: ChargeRequest }
  | { readonly kind: 'chatter'; readonly asked?: undefined };

export interface DeskParts {
  readonly store: Store;
  readonly till: Payments;
  readonly api: Api;
  readonly clock: Clock;
  readonly log: Log;
  /** Which database it is: a question that a lost one has asked is not one that its copy asks. */
  readonly generation: number;
  /** See `Timekeeper`. */
  readonly hear: (telegramAt: number) => void;
  readonly localTime: (telegramAt: number) => number;
  /** Works with an account of a merchant's from now on. */
  readonly openAccount: (merchantId: number, accountId: number, account: string) => void;
}

const CHATS_AT_ONCE = 32;

/** The part of the program that takes updates and hands them to the till: the bot's own receiver and dispatcher, and no Telegraf. */
export function openDesk({
  store,
  till,
  api,
  clock,
  log,
  generation,
  hear,
  localTime,
  openAccount,
}: DeskParts): void {
  const handleUpdate = async ({ update_id, message, deed }: SimUpdate): Promise<void> => {
    const chatId = message.chat.id;
    const reactionWith = (...sayings: readonly Saying[]): UpdateEffects => ({
      updateId: update_id,
      at: clock.now(),
      says: sayings.map((payload): OutgoingMessage => ({ kind: 'message', chatId, payload })),
      draft: { kind: 'keep' },
    });
    switch (deed.kind) {
      case 'settle':
        await till.mark(deed.chargeId, deed.paid, senderOf(deed), reactionWith());
        return await store.inbox.finish(reactionWith());
      case 'decide':
        await till.decide(deed, senderOf(deed), reactionWith());
        return await store.inbox.finish(reactionWith());
      case 'goOn':
        await till.resume(deed.copiedAt, reactionWith());
        return await store.inbox.finish(reactionWith());
      case 'reconnect': {
        const { merchantId, userId, account } = deed;
        const accountId = await store.merchants.changeAccount(
          merchantId,
          accountNamed(account),
          userId,
          KEYRING,
          clock.now(),
          reactionWith(),
        );
        if (accountId !== undefined) openAccount(merchantId, accountId, account);
        return await store.inbox.finish(reactionWith());
      }
      case 'chatter':
        return await store.inbox.finish(reactionWith({ kind: 'chatter' }));
      case 'hello':
        return await store.inbox.finish(reactionWith());
      case 'moved':
        await store.outbox.chatMoved(chatId, deed.to, clock.now());
        return await store.inbox.finish(reactionWith());
      case 'remove': {
        const { merchantId, userId, byUserId } = deed;
        await store.members.remove(merchantId, userId, byUserId, clock.now(), () => reactionWith());
        return await store.inbox.finish(reactionWith());
      }
      case 'charge': {
        const { accepted } = deed;
        // A press bears no date of Telegram's.
        const isPress = deed.asked.idempotencyKey.startsWith('question:');
        const { requestedAt } = deed.asked;
        const asked = { ...deed.asked, requestedAt: isPress ? requestedAt : localTime(requestedAt) };
        // As the bot's access has it: nobody charges in a group that is not the shop's.
        const home = asked.message?.chatId ?? 0;
        const isLinked = home > 0 || (await store.merchants.ofChat(home)) === asked.merchantId;
        if (!isLinked) return await store.inbox.finish(reactionWith({ kind: 'refused', asked }));
        const result = await till.createCharge(asked, accepted, reactionWith());
        if (result.kind === 'ask')
          await store.inbox.finish(
            reactionWith({ kind: 'question', asked, askedAt: clock.now(), generation }),
          );
        if (result.kind === 'held')
          await store.inbox.finish(reactionWith({ kind: 'held', asked, since: result.since }));
        if (result.kind === 'refused' || result.kind === 'prompt-open' || result.kind === 'capped')
          await store.inbox.finish(reactionWith({ kind: 'refused', asked }));
      }
    }
  };
  const bot = { handleUpdate } as unknown as Telegraf<BotContext>;
  const ending = new AbortController().signal;
  const parts = { bot, store, clock, log, onSay: till.wakeNotifier, ending };
  const dispatching = startWorker(dispatcher(parts), { clock, log, concurrency: CHATS_AT_ONCE });
  const onReceived = (): void => {
    dispatching.wake();
    till.wakeNotifier();
  };
  void longPolling({
    api,
    inbox: store.inbox,
    clock,
    log,
    onReceived,
    turnAway: () => undefined,
    hear,
    ending,
  });
}

/** How long an empty answer is held back: longer than Telegram does, so that quiet hours cost little. */
const LONG_POLL_MS = 3_600_000;

/** Telegram's side of `getUpdates`. Two programs that ask at once get in each other's way. */
export function updatesApi(world: World, people: People): Api {
  const { chance, clock } = world;
  let asking: object | undefined;

  const answer = async (offset: number | undefined): Promise<readonly SimUpdate[] | 'conflict'> => {
    const me = {};
    asking = me;
    if (offset !== undefined) people.confirm(offset);
    if (people.waiting().length === 0) await clock.sleep(LONG_POLL_MS, people.arrival());
    return asking === me ? people.waiting() : 'conflict';
  };

  return {
    async call(_method, payload, shape) {
      await clock.sleep(chance.int(1, 2_000));
      if (world.isAway('telegram') || world.fault('getUpdates is lost on its way', 0.05)) {
        return { kind: 'fault', why: 'ECONNRESET' };
      }
      if (world.fault('getUpdates is one too many', 0.02)) return { kind: 'limited', retryAfterMs: 5_000 };
      const { offset } = payload as { readonly offset?: number };
      const updates = await answer(offset);
      if (updates === 'conflict')
        return { kind: 'refused', code: 409, description: 'Conflict', migratedTo: undefined };
      if (world.fault('the answer to getUpdates is lost', 0.1)) return { kind: 'fault', why: 'cut off' };
      return { kind: 'ok', result: shape.parse(updates) };
    },
  };
}

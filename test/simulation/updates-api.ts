import type { Telegraf } from 'telegraf';
import type { Clock } from '../../src/runtime/clock.ts';
import type { ChargeRequest } from '../../src/domain/charge.ts';
import type { UpdateEffects } from '../../src/store/port/update-effects.ts';
import type { OutgoingMessage } from '../../src/domain/messages.ts';
import type { Store } from '../../src/store/port/store.ts';
import type { Api } from '../../src/telegram/api/bounded-api.ts';
import type { BotContext } from '../../src/telegram/bot/bot-services.ts';
import { dispatcher } from '../../src/telegram/inbound/dispatcher.ts';
import { longPolling } from '../../src/telegram/inbound/long-polling.ts';
import type { Log } from '../../src/runtime/log.ts';
import type { Payments } from '../../src/payments/payments.ts';
import { startWorker } from '../../src/runtime/worker.ts';
import { handleCollection } from './collection-updates.ts';
import { senderOf, type People, type SimUpdate } from './people.ts';
import { accountNamed, KEYRING } from './shops.ts';
import type { World } from './world.ts';

/** What the bot answers to an update. */
export type AnswerPayload =
  /** `askedAt`: a press has no date, so its age counts from the question. */
  | {
      readonly kind: 'question';
      readonly asked: ChargeRequest;
      readonly askedAt: number;
      readonly generation: number;
    }
  | { readonly kind: 'held'; readonly asked: ChargeRequest; readonly since: number }
  | { readonly kind: 'refused'; readonly asked: Pick<ChargeRequest, 'idempotencyKey'> }
  | { readonly kind: 'chatter'; readonly asked?: undefined };

export interface InboundParts {
  readonly store: Store;
  readonly payments: Payments;
  readonly api: Api;
  readonly clock: Clock;
  readonly log: Log;
  /** Counts the restored copies: a question of a lost database is not one of its copy's. */
  readonly generation: number;
  /** See `Timekeeper`. */
  readonly hear: (telegramAt: number) => void;
  readonly localTime: (telegramAt: number) => number;
  /** Works with an account of a merchant's from now on. */
  readonly openAccount: (merchantId: number, accountId: number, account: string) => void;
  /** Whether no other program runs. */
  readonly isAlone: () => boolean;
  /** See `PaymentsParts`. */
  readonly mayBegin: () => boolean;
  /** Aborted when the program must end. */
  readonly ending: AbortSignal;
}

/** The part of a program that receives updates and handles them. */
export interface Inbound {
  /** Handles updates that another program has received. */
  wake(): void;
  /** Resolves after `ending` was aborted, when nothing is received any more and what is handled has ended. */
  readonly ended: Promise<void>;
}

const CHATS_AT_ONCE = 32;
/** How long updates that are being handled may take when the program ends. */
const GRACE_MS = 1_000;

/** Starts the part of the program that receives updates and handles them: the bot's own long polling and dispatcher, without Telegraf. */
export function startInbound({
  store,
  payments,
  api,
  clock,
  log,
  generation,
  hear,
  localTime,
  openAccount,
  isAlone,
  mayBegin,
  ending,
}: InboundParts): Inbound {
  const handleUpdate = async ({ update_id, message, action }: SimUpdate): Promise<void> => {
    const chatId = message.chat.id;
    const effectsWith = (...payloads: readonly AnswerPayload[]): UpdateEffects => ({
      updateId: update_id,
      at: clock.now(),
      messages: payloads.map((payload): OutgoingMessage => ({ kind: 'message', chatId, payload })),
      draft: { kind: 'keep' },
    });
    switch (action.kind) {
      case 'settle':
        await payments.mark(action.chargeId, action.paid, senderOf(action), effectsWith());
        return await store.inbox.finish(effectsWith());
      case 'close':
        await payments.close(action.chargeId, action.reason, senderOf(action), effectsWith());
        return await store.inbox.finish(effectsWith());
      case 'decide':
        await payments.decide(action, senderOf(action), effectsWith());
        return await store.inbox.finish(effectsWith());
      case 'refund': {
        const { refund } = action;
        // A copy that was put back may not have the charge.
        const isThere = (await store.chargeQueries.byId(refund.chargeId)) !== undefined;
        const by = { userId: senderOf(action), at: clock.now() };
        if (isThere) await store.refunds.record({ ...refund, ...by }, () => effectsWith());
        return await store.inbox.finish(effectsWith());
      }
      case 'takeBack': {
        const refund = await store.refunds.byRef(action.ref);
        const by = { reason: 'mistake', userId: senderOf(action), at: clock.now() };
        if (refund !== undefined)
          await store.refunds.takeBack({ refundId: refund.id, ...by }, () => effectsWith());
        return await store.inbox.finish(effectsWith());
      }
      case 'erase': {
        const { merchantId, msisdn } = action;
        const by = [senderOf(action), clock.now(), () => effectsWith()] as const;
        await store.phones.erase(merchantId, msisdn, KEYRING.hash, ...by);
        return await store.inbox.finish(effectsWith());
      }
      case 'closePeriod': {
        const { merchantId, shiftOf, userId } = action;
        const { number } = await store.closings.preview({ merchantId, shiftOf });
        const request = { merchantId, shiftOf, number, userId, at: clock.now() };
        await store.closings.close(request, () => effectsWith());
        return await store.inbox.finish(effectsWith());
      }
      case 'resume':
        await payments.resume(action.copiedAt, effectsWith());
        return await store.inbox.finish(effectsWith());
      case 'reconnect': {
        const { merchantId, userId, account } = action;
        // A second program would not know the account. Only the simulation has a second one: SQLite's file is locked.
        if (!isAlone()) return await store.inbox.finish(effectsWith());
        const accountId = await store.merchants.changeAccount(
          merchantId,
          accountNamed(account),
          userId,
          KEYRING,
          clock.now(),
          effectsWith(),
        );
        if (accountId !== undefined) openAccount(merchantId, accountId, account);
        return await store.inbox.finish(effectsWith());
      }
      case 'collect':
      case 'changeCollection':
      case 'block':
      case 'unlink':
        return await handleCollection({ store, payments, clock }, chatId, action, effectsWith);
      case 'chatter':
        return await store.inbox.finish(effectsWith({ kind: 'chatter' }));
      case 'hello':
        return await store.inbox.finish(effectsWith());
      case 'moved':
        await store.outbox.chatMoved(chatId, action.to, clock.now());
        return await store.inbox.finish(effectsWith());
      case 'remove': {
        const { merchantId, userId, byUserId } = action;
        await store.members.remove(merchantId, userId, byUserId, clock.now(), () => effectsWith());
        return await store.inbox.finish(effectsWith());
      }
      case 'charge': {
        const { accepted } = action;
        // A press has no date from Telegram.
        const isPress = action.asked.idempotencyKey.startsWith('question:');
        const { requestedAt } = action.asked;
        const asked = { ...action.asked, requestedAt: isPress ? requestedAt : localTime(requestedAt) };
        // As in the bot's authorization: no charge comes from a group that is not linked to the shop.
        const home = asked.message?.chatId ?? 0;
        const isLinked = home > 0 || (await store.merchants.ofChat(home)) === asked.merchantId;
        if (!isLinked) return await store.inbox.finish(effectsWith({ kind: 'refused', asked }));
        const result = await payments.createCharge(asked, { accepted, effects: effectsWith() });
        if (result.kind === 'needs-confirmation')
          await store.inbox.finish(
            effectsWith({ kind: 'question', asked, askedAt: clock.now(), generation }),
          );
        if (result.kind === 'held')
          await store.inbox.finish(effectsWith({ kind: 'held', asked, since: result.since }));
        if (result.kind === 'refused' || result.kind === 'prompt-open' || result.kind === 'limit-reached')
          await store.inbox.finish(effectsWith({ kind: 'refused', asked }));
      }
    }
  };
  const bot = { handleUpdate } as unknown as Telegraf<BotContext>;
  const parts = { bot, store, clock, log, wakeNotifier: payments.wakeNotifier, ending };
  const dispatching = startWorker(dispatcher(parts), { clock, log, mayBegin, concurrency: CHATS_AT_ONCE });
  const onReceived = (): void => {
    dispatching.wake();
    payments.wakeNotifier();
  };
  const receive = async (): Promise<void> => {
    await longPolling({
      api,
      inbox: store.inbox,
      clock,
      log,
      onReceived,
      turnAway: () => undefined,
      hear,
      ending,
    });
    await dispatching.stop(GRACE_MS);
  };
  return { wake: dispatching.wake, ended: receive() };
}

/** How long an empty answer is delayed: longer than by Telegram, so that quiet hours take little time. */
const LONG_POLL_MS = 3_600_000;

/** Telegram's side of `getUpdates`. Of two programs that ask at once, one gets a conflict. */
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

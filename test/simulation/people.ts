import type { ChargeRequest } from '../../src/domain/charge.ts';
import type { AmountKes } from '../../src/domain/amount.ts';
import type { CloseReason } from '../../src/domain/close-reason.ts';
import type { Msisdn } from '../../src/domain/msisdn.ts';
import type { ConfirmationReason } from '../../src/domain/draft.ts';
import { FIRST_MERCHANT } from '../../src/domain/merchant.ts';
import type { CollectionAction } from './collections.ts';
import type { NewRefund } from '../../src/store/port/refunds.ts';
import type { AnswerPayload } from './updates-api.ts';
import { peopleOf, SHOPS, shopOf } from './shops.ts';
import type { Answer } from './fake-telegram.ts';
import type { World } from './world.ts';

/** What a person does in one update. */
export type Action =
  | {
      readonly kind: 'charge';
      readonly asked: ChargeRequest;
      readonly accepted: readonly ConfirmationReason[];
    }
  | {
      readonly kind: 'settle';
      readonly chargeId: number;
      readonly merchantId: number;
      readonly paid: boolean;
    }
  /** The shop closes an open charge. */
  | {
      readonly kind: 'close';
      readonly chargeId: number;
      readonly merchantId: number;
      readonly reason: CloseReason;
    }
  /** Decides what a mismatch is. */
  | {
      readonly kind: 'decide';
      readonly chargeId: number;
      readonly merchantId: number;
      readonly report: number;
      readonly isOurs: boolean;
    }
  /** A manager or an owner notes that money went back to the customer. */
  | {
      readonly kind: 'refund';
      readonly merchantId: number;
      readonly refund: Omit<NewRefund, 'userId' | 'at'>;
    }
  | { readonly kind: 'takeBack'; readonly merchantId: number; readonly ref: string }
  | CollectionAction
  /** An owner erases a customer. */
  | { readonly kind: 'erase'; readonly merchantId: number; readonly msisdn: Msisdn }
  /** Somebody closes the day, or (`shiftOf`) their shift. */
  | {
      readonly kind: 'closePeriod';
      readonly merchantId: number;
      readonly shiftOf: number | null;
      readonly userId: number;
    }
  | {
      readonly kind: 'remove';
      readonly merchantId: number;
      readonly userId: number;
      readonly byUserId: number;
    }
  /** Telegram says in the old group that it became a supergroup. */
  | { readonly kind: 'moved'; readonly to: number }
  | { readonly kind: 'resume'; readonly copiedAt: number }
  /** A text that is answered (`chatter`), and one that is not (`hello`). */
  | { readonly kind: 'chatter' | 'hello'; readonly userId: number }
  /** An owner connects another of the shop's accounts. */
  | {
      readonly kind: 'reconnect';
      readonly merchantId: number;
      readonly userId: number;
      readonly account: string;
    };

export interface SimUpdate {
  readonly update_id: number;
  readonly message: {
    readonly chat: { readonly id: number };
    readonly from: { readonly id: number };
    /** In seconds, by Telegram's clock. */
    readonly date: number;
  };
  readonly action: Action;
}

/** The sender of a command and its chat. */
export interface SentCommand {
  readonly merchantId: number;
  readonly chatId: number;
  readonly userId: number;
}

/** The shops' people with their phones, and Telegram's queue of updates. */
export interface People {
  /** Updates that are not confirmed yet, in the order in which Telegram delivers them this time. */
  waiting(): readonly SimUpdate[];
  /** Confirms the delivered updates below this id. */
  confirm(offset: number): void;
  /** Aborts when an update arrives. */
  arrival(): AbortSignal;
  /** Does something now. It may come twice (a double tap) or be delivered again later. */
  act(chatId: number, action: Action): void;
  /** Does something now, once. */
  say(chatId: number, action: Action & { readonly kind: 'chatter' | 'hello' }): void;
  /**
   * Somebody sends a command, perhaps several for the same phone.
   *
   * @param nameOf returns the present id of a group
   * @param msisdn one of `PHONES` by chance if it is not given
   */
  ask(nameOf: (chatId: number) => number, msisdn?: string): void;
  /** An owner removes somebody. */
  remove(): void;
  /** An owner connects another account of the shop, or the same one again. */
  reconnect(): void;
  /** Reads what the bot says, and perhaps presses the button under it. */
  reads(answer: Answer): void;
  /** Forgets confirmed updates: Telegram never delivers them again. */
  forgetConfirmed(): void;
  /** Returns whether nothing is under way. */
  isQuiet(): boolean;
  /** Every command, by its idempotency key. */
  readonly commands: ReadonlyMap<string, SentCommand>;
}

export const PHONES = ['254712000001', '254712000002', '254722000003', '254110000004'] as const;
const ALL_REASONS: readonly ConfirmationReason[] = ['repeat', 'off-network'];

export function people(world: World): People {
  const { chance, clock } = world;
  const commands = new Map<string, SentCommand>();
  let queue: SimUpdate[] = [];
  let updateId = 1;
  let messageId = 1;
  let arrival = new AbortController();
  let underWay = 0;
  let memory = 1;

  const deliver = (update: SimUpdate): void => {
    queue.push(update);
    arrival.abort();
    arrival = new AbortController();
  };
  const later = async (ms: number, act: () => void): Promise<void> => {
    underWay += 1;
    await clock.sleep(ms);
    underWay -= 1;
    act();
  };
  const newUpdate = (chatId: number, action: Action): SimUpdate => ({
    update_id: updateId++,
    message: {
      chat: { id: chatId },
      from: { id: senderOf(action) },
      date: Math.floor(clock.real() / 1_000),
    },
    action,
  });

  const act = (chatId: number, action: Action): void => {
    if (action.kind === 'charge') {
      const { idempotencyKey, merchantId, userId } = action.asked;
      commands.set(idempotencyKey, { merchantId, chatId, userId: userId ?? 0 });
    }
    if (action.kind === 'collect') {
      const { idempotencyKey, merchantId } = action.request;
      commands.set(idempotencyKey, { merchantId, chatId, userId: action.userId });
    }
    const update = newUpdate(chatId, action);
    deliver(update);
    if (world.fault('a double tap', 0.15)) deliver(newUpdate(chatId, action));
    if (!world.fault('an update comes again', 0.15)) return;
    const remembered = memory;
    // Only few runs wait for hours: quiet hours take the most time.
    void later(chance.int(0, chance.pick([5, 5, 60, 60, 12 * 60]) * 60_000), () => {
      if (remembered === memory) deliver(update);
    });
  };

  /** A charge command. */
  const command = (
    nameOf: (chatId: number) => number,
    msisdn: string,
  ): { readonly chatId: number; readonly action: Action & { readonly kind: 'charge' } } => {
    const shop = chance.pick(SHOPS);
    const userId = chance.pick(peopleOf(shop));
    const chatId = chance.is(0.4) ? nameOf(shop.group) : userId;
    const command = messageId++;
    const asked: ChargeRequest = {
      idempotencyKey: `message:${chatId}:${command}`,
      merchantId: shop.merchantId,
      msisdn: msisdn as Msisdn,
      amountKes: chance.pick(shop.amounts) as AmountKes,
      note: chance.is(0.3) ? 'unga' : null,
      userId,
      requestedAt: clock.real(),
      message: {
        chatId,
        chatKind: chatId < 0 ? 'group' : 'private',
        threadId: null,
        commandMessageId: command,
        userName: `${userId}`,
        language: 'en',
        shop: null,
        cardMessageId: undefined,
      },
    };
    world.note(`${userId} asks: ${asked.idempotencyKey}, KES ${asked.amountKes} of ${msisdn}`);
    return { chatId, action: { kind: 'charge', asked, accepted: chance.is(0.7) ? ALL_REASONS : [] } };
  };

  return {
    commands,
    act,
    say: (chatId, action) => deliver(newUpdate(chatId, action)),
    waiting() {
      if (!world.fault('updates come in another order', 0.1)) return queue;
      return queue.toSorted(() => chance.random() - 0.5);
    },
    arrival: () => arrival.signal,
    confirm(offset) {
      queue = queue.filter(({ update_id }) => update_id >= offset);
    },
    forgetConfirmed() {
      memory += 1;
    },
    isQuiet: () => underWay === 0 && queue.length === 0,
    ask(nameOf, msisdn = chance.pick(PHONES)) {
      const first = command(nameOf, msisdn);
      act(first.chatId, first.action);
      // In a busy shop a customer is charged again, by the same person, another, or another shop.
      for (let more = chance.pick([0, 0, 0, 1, 2, 5]); more > 0; more -= 1) {
        void later(chance.int(500, 4 * 60_000), () => {
          const next = command(nameOf, first.action.asked.msisdn);
          act(next.chatId, next.action);
        });
      }
    },
    remove() {
      const { merchantId, owners, staff } = chance.pick(SHOPS);
      const byUserId = chance.pick(owners);
      const { userId } = chance.pick(staff);
      act(byUserId, { kind: 'remove', merchantId, userId, byUserId });
    },
    reconnect() {
      const { merchantId, owners, accounts } = chance.pick(SHOPS);
      const userId = owners[0] ?? 0;
      if (accounts.length > 1)
        act(userId, { kind: 'reconnect', merchantId, userId, account: chance.pick(accounts) });
    },
    reads({ chatId, payload }) {
      const saying = payload as AnswerPayload;
      // Not everybody answers, and some press a button again.
      if (!chance.is(0.6)) return;
      if (saying.kind === 'question') {
        const { asked, askedAt, generation } = saying;
        const idempotencyKey = asked.idempotencyKey.replace(/^(?:question:\d+:)?/, `question:${generation}:`);
        void later(chance.int(1_000, 90_000), () =>
          act(chatId, {
            kind: 'charge',
            asked: { ...asked, idempotencyKey, requestedAt: askedAt },
            accepted: ALL_REASONS,
          }),
        );
      }
      if (saying.kind === 'held') {
        void later(chance.int(1_000, 90_000), () => act(chatId, { kind: 'resume', copiedAt: saying.since }));
      }
    },
  };
}

/** Returns who does it: the operator for resuming on a restored copy, otherwise an owner, who may decide on any charge of the shop. */
export function senderOf(action: Action): number {
  switch (action.kind) {
    case 'charge':
      return action.asked.userId ?? 0;
    case 'remove':
      return action.byUserId;
    case 'chatter':
    case 'hello':
      return action.userId;
    case 'reconnect':
    case 'closePeriod':
    case 'collect':
    case 'changeCollection':
      return action.userId;
    case 'settle':
    case 'close':
    case 'decide':
    case 'refund':
    case 'takeBack':
    case 'erase':
    case 'block':
    case 'unlink':
      return shopOf(action.merchantId).owners[0] ?? 0;
    case 'moved':
    case 'resume':
      return shopOf(FIRST_MERCHANT).owners[0] ?? 0;
  }
}

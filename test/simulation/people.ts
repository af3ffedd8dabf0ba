import type { AmountKes } from '../../src/domain/amount.ts';
import type { Msisdn } from '../../src/domain/msisdn.ts';
import type { ChargeRequest } from '../../src/domain/charge.ts';
import type { ConfirmationReason } from '../../src/domain/draft.ts';
import { FIRST_MERCHANT } from '../../src/domain/merchant.ts';
import type { Saying } from './updates-api.ts';
import { peopleOf, SHOPS, shopOf } from './shops.ts';
import type { Answer } from './fake-telegram.ts';
import type { World } from './world.ts';

/** What a person did, as an update holds it. */
export type Deed =
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
  /** What a reported payment is that does not fit. */
  | {
      readonly kind: 'decide';
      readonly chargeId: number;
      readonly merchantId: number;
      readonly report: number;
      readonly isOurs: boolean;
    }
  | {
      readonly kind: 'remove';
      readonly merchantId: number;
      readonly userId: number;
      readonly byUserId: number;
    }
  /** Telegram's own word, in the old group, that it is a supergroup now. */
  | { readonly kind: 'moved'; readonly to: number }
  | { readonly kind: 'goOn'; readonly copiedAt: number }
  /** Says something that is answered, or something that is not. */
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
  readonly deed: Deed;
}

/** Who asked for a charge, and where. */
export interface Wish {
  readonly merchantId: number;
  readonly chatId: number;
  readonly userId: number;
}

/** The shops' people with their phones, and Telegram's queue of updates. */
export interface People {
  /** Updates that were not confirmed yet, in the order in which Telegram gives them this time. */
  waiting(): readonly SimUpdate[];
  /** Confirms what was given out below this id. */
  confirm(offset: number): void;
  /** Aborts when something arrives. */
  arrival(): AbortSignal;
  /** Does something at this moment: perhaps twice (a double tap), perhaps delivered again later. */
  act(chatId: number, deed: Deed): void;
  /** Says something once. */
  say(chatId: number, deed: Deed & { readonly kind: 'chatter' | 'hello' }): void;
  /** Somebody asks for a charge, and perhaps for more of the same phone. @param nameOf what a group is called by then */
  ask(nameOf: (chatId: number) => number): void;
  /** An owner puts somebody out. */
  remove(): void;
  /** An owner connects another account of the shop's, or the same again. */
  reconnect(): void;
  /** Reads what the till says, and perhaps presses the button under it. */
  reads(answer: Answer): void;
  /** Telegram brings nothing again that was confirmed to it. */
  forgetConfirmed(): void;
  /** Nothing is under way any more. */
  isQuiet(): boolean;
  /** Every charge that was asked for, by its request key. */
  readonly wishes: ReadonlyMap<string, Wish>;
}

const PHONES = ['254712000001', '254712000002', '254722000003', '254110000004'] as const;
const ALL_DOUBTS: readonly ConfirmationReason[] = ['repeat', 'off-network'];

export function people(world: World): People {
  const { chance, clock } = world;
  const wishes = new Map<string, Wish>();
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
  const newUpdate = (chatId: number, deed: Deed): SimUpdate => ({
    update_id: updateId++,
    message: {
      chat: { id: chatId },
      from: { id: senderOf(deed) },
      date: Math.floor(clock.real() / 1_000),
    },
    deed,
  });

  const act = (chatId: number, deed: Deed): void => {
    if (deed.kind === 'charge') {
      const { idempotencyKey, merchantId, userId } = deed.asked;
      wishes.set(idempotencyKey, { merchantId, chatId, userId: userId ?? 0 });
    }
    const update = newUpdate(chatId, deed);
    deliver(update);
    if (world.fault('a double tap', 0.15)) deliver(newUpdate(chatId, deed));
    if (!world.fault('an update comes again', 0.15)) return;
    const remembered = memory;
    // Hours later in few runs only: quiet hours cost the most.
    void later(chance.int(0, chance.pick([5, 5, 60, 60, 12 * 60]) * 60_000), () => {
      if (remembered === memory) deliver(update);
    });
  };

  /** A charge command. */
  const wish = (
    nameOf: (chatId: number) => number,
    msisdn: string,
  ): { readonly chatId: number; readonly deed: Deed & { readonly kind: 'charge' } } => {
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
    return { chatId, deed: { kind: 'charge', asked, accepted: chance.is(0.7) ? ALL_DOUBTS : [] } };
  };

  return {
    wishes,
    act,
    say: (chatId, deed) => deliver(newUpdate(chatId, deed)),
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
    ask(nameOf) {
      const first = wish(nameOf, chance.pick(PHONES));
      act(first.chatId, first.deed);
      // At a busy till a customer is asked again, by the same person, another, or another shop.
      for (let more = chance.pick([0, 0, 0, 1, 2, 5]); more > 0; more -= 1) {
        void later(chance.int(500, 4 * 60_000), () => {
          const next = wish(nameOf, first.deed.asked.msisdn);
          act(next.chatId, next.deed);
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
      const saying = payload as Saying;
      // Not everybody answers, and some press again what they pressed before.
      if (!chance.is(0.6)) return;
      if (saying.kind === 'question') {
        const { asked, askedAt, generation } = saying;
        const idempotencyKey = asked.idempotencyKey.replace(/^(?:question:\d+:)?/, `question:${generation}:`);
        void later(chance.int(1_000, 90_000), () =>
          act(chatId, {
            kind: 'charge',
            asked: { ...asked, idempotencyKey, requestedAt: askedAt },
            accepted: ALL_DOUBTS,
          }),
        );
      }
      if (saying.kind === 'held') {
        void later(chance.int(1_000, 90_000), () => act(chatId, { kind: 'goOn', copiedAt: saying.since }));
      }
    },
  };
}

/** Who does it. Whoever runs the bot says to go on with a copy; an owner's word counts on any charge of the shop. */
export function senderOf(deed: Deed): number {
  switch (deed.kind) {
    case 'charge':
      return deed.asked.userId ?? 0;
    case 'remove':
      return deed.byUserId;
    case 'chatter':
    case 'hello':
      return deed.userId;
    case 'reconnect':
      return deed.userId;
    case 'settle':
    case 'decide':
      return shopOf(deed.merchantId).owners[0] ?? 0;
    case 'moved':
    case 'goOn':
      return shopOf(FIRST_MERCHANT).owners[0] ?? 0;
  }
}

import type { AmountKes } from '../../src/charge/amount.ts';
import type { Msisdn } from '../../src/charge/msisdn.ts';
import type { NewCharge } from '../../src/store/conflicts.ts';
import type { Doubt } from '../../src/store/schema.ts';
import type { Saying } from './desk.ts';
import type { Answer } from './telegraph.ts';
import type { World } from './world.ts';

/** What a person did, as an update holds it. */
export type Deed =
  | { readonly kind: 'charge'; readonly asked: NewCharge; readonly accepted: readonly Doubt[] }
  | { readonly kind: 'settle'; readonly chargeId: number; readonly paid: boolean }
  | { readonly kind: 'goOn'; readonly copiedAt: number };

export interface SimUpdate {
  readonly update_id: number;
  readonly message: { readonly chat: { readonly id: number } };
  readonly deed: Deed;
}

/** The merchants with their phones, and Telegram's queue of updates. */
export interface People {
  /** Updates that were not confirmed yet, in the order in which Telegram gives them this time. */
  waiting(): readonly SimUpdate[];
  /** Confirms what was given out below this id. */
  confirm(offset: number): void;
  /** Aborts when something arrives. */
  arrival(): AbortSignal;
  /** Does something at this moment: perhaps twice (a double tap), perhaps delivered again later. */
  act(chatId: number, deed: Deed): void;
  /** The wish of a charge command. @param groupId what Telegram calls the group by now */
  wish(groupId: number): { chatId: number; deed: Deed & { kind: 'charge' } };
  /** Reads what the till says, and perhaps presses the button under it. */
  reads(answer: Answer): void;
  /** Telegram brings nothing again that was confirmed to it. */
  forgetConfirmed(): void;
  /** Nothing is under way any more. */
  isQuiet(): boolean;
  /** Every charge that was asked for, by its request key, with its chat. */
  readonly wishes: ReadonlyMap<string, number>;
}

export const GROUP = -200;
export const OTHER = 300;
const PRIVATE = 100;
const PHONES = ['254712000001', '254712000002', '254722000003', '254110000004'] as const;
const ALL_DOUBTS: readonly Doubt[] = ['repeat', 'prompt-open', 'off-network'];

export function people(world: World): People {
  const { chance, clock } = world;
  const wishes = new Map<string, number>();
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
    message: { chat: { id: chatId } },
    deed,
  });

  const act = (chatId: number, deed: Deed): void => {
    if (deed.kind === 'charge') wishes.set(deed.asked.requestKey, chatId);
    const update = newUpdate(chatId, deed);
    deliver(update);
    if (world.fault('a double tap', 0.15)) deliver(newUpdate(chatId, deed));
    if (!world.fault('an update comes again', 0.15)) return;
    const remembered = memory;
    void later(chance.int(0, 12 * 3_600_000), () => {
      if (remembered === memory) deliver(update);
    });
  };

  return {
    wishes,
    act,
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
    wish(groupId) {
      const chatId = chance.pick([PRIVATE, groupId, OTHER]);
      const command = messageId++;
      const asked: NewCharge = {
        requestKey: `message:${chatId}:${command}`,
        msisdn: chance.pick(PHONES) as string as Msisdn,
        amountKes: chance.pick([1, 500, 1_500, 250_000]) as AmountKes,
        note: chance.is(0.3) ? 'unga' : null,
        chatId,
        chatKind: chatId < 0 ? 'group' : 'private',
        threadId: null,
        commandMessageId: command,
        userId: 7,
        userName: 'Asha',
        language: 'en',
        requestedAt: clock.now(),
        cardMessageId: undefined,
      };
      return { chatId, deed: { kind: 'charge', asked, accepted: chance.is(0.7) ? ALL_DOUBTS : [] } };
    },
    reads({ chatId, payload }) {
      const saying = payload as Saying;
      // Not everybody answers, and some press again what they pressed before.
      if (!chance.is(0.6)) return;
      if (saying.kind === 'question') {
        const { asked, askedAt, generation } = saying;
        const requestKey = asked.requestKey.replace(/^(?:question:\d+:)?/, `question:${generation}:`);
        void later(chance.int(1_000, 90_000), () =>
          act(chatId, {
            kind: 'charge',
            asked: { ...asked, requestKey, requestedAt: askedAt },
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

import type { Msisdn } from '../../src/charge/msisdn.ts';
import type { AmountKes } from '../../src/charge/amount.ts';
import type { NewCharge } from '../../src/store/charges.ts';
import type { Doubt, InboxRow } from '../../src/store/schema.ts';
import type { Store } from '../../src/store/store.ts';
import type { Log } from '../../src/till/ports.ts';
import type { Till } from '../../src/till/till.ts';
import { startWorker, type Work } from '../../src/till/worker.ts';
import type { Clock } from '../../src/clock.ts';
import type { World } from './world.ts';

/** What a person did, as an update holds it. */
export type Deed =
  | { readonly kind: 'charge'; readonly asked: NewCharge; readonly accepted: readonly Doubt[] }
  | { readonly kind: 'settle'; readonly chargeId: number; readonly paid: boolean };

export interface SimUpdate {
  readonly updateId: number;
  readonly chatId: number;
  readonly payload: Deed;
}

/** The merchants with their phones, and Telegram's queue of updates. */
export interface People {
  /** Updates that were not confirmed yet, in the order in which Telegram gives them this time. */
  waiting(): readonly SimUpdate[];
  confirm(updates: readonly SimUpdate[]): void;
  /** Aborts when something arrives. */
  arrival(): AbortSignal;
  /** Does something at this moment: perhaps twice (a double tap), perhaps delivered again later. */
  act(chatId: number, deed: Deed): void;
  /** The wish of a charge command. */
  wish(): { chatId: number; deed: Deed & { kind: 'charge' } };
}

export const PRIVATE = 100;
export const GROUP = -200;
export const OTHER = 300;
const PHONES = ['254712000001', '254712000002', '254722000003', '254110000004'] as const;
export const ALL_DOUBTS: readonly Doubt[] = ['repeat', 'prompt-open', 'off-network'];

export function people(world: World): People {
  const { chance, clock } = world;
  let queue: SimUpdate[] = [];
  let updateId = 1;
  let messageId = 1;
  let arrival = new AbortController();

  const deliver = (update: SimUpdate): void => {
    queue.push(update);
    arrival.abort();
    arrival = new AbortController();
  };
  const later = async (ms: number, act: () => void): Promise<void> => {
    await clock.sleep(ms);
    act();
  };

  return {
    waiting() {
      if (!world.fault('updates come in another order', 0.1)) return queue;
      return queue.toSorted(() => chance.random() - 0.5);
    },
    arrival: () => arrival.signal,
    confirm(updates) {
      if (world.fault('a confirmation of updates is lost', 0.1)) return;
      queue = queue.filter((update) => !updates.includes(update));
    },
    act(chatId, deed) {
      const update = { updateId: updateId++, chatId, payload: deed };
      deliver(update);
      if (world.fault('a double tap', 0.15)) deliver({ ...update, updateId: updateId++ });
      if (world.fault('an update comes again', 0.15))
        void later(chance.int(0, 12 * 3_600_000), () => deliver(update));
    },
    wish() {
      const chatId = chance.pick([PRIVATE, GROUP, OTHER]);
      const command = messageId++;
      const asked: NewCharge = {
        requestKey: `message:${chatId}:${command}`,
        msisdn: chance.pick(PHONES) as string as Msisdn,
        amountKes: chance.pick([1, 500, 1_500, 250_000]) as AmountKes,
        note: chance.is(0.3) ? 'unga' : null,
        chatId,
        chatKind: chatId === GROUP ? 'group' : 'private',
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
  };
}

export interface ClerkParts {
  readonly store: Store;
  readonly till: Till;
  readonly clock: Clock;
  readonly log: Log;
  readonly people: People;
  readonly world: World;
}

/** The part of the program that takes updates and hands them to the till: as the bot does it, without Telegraf. */
/** Telegram holds an empty answer back this long and longer: nothing is lost by looking rarely. */
const LONG_POLL_MS = 3_600_000;

export function startClerk({ store, till, clock, log, people, world }: ClerkParts): void {
  const busyChats = new Set<number>();

  const handle = async (row: InboxRow): Promise<void> => {
    const deed = row.payload as Deed;
    const reaction = { updateId: row.updateId, at: clock.now(), says: [], draft: { kind: 'keep' } } as const;
    if (deed.kind === 'settle') {
      await till.settle(deed.chargeId, deed.paid, 7, reaction);
      return await store.inbox.finish(reaction);
    }
    const result = await till.take(deed.asked, deed.accepted, reaction);
    if (result.kind !== 'ask') return;
    await store.inbox.finish(reaction);
    // The person looks at the question, and perhaps presses the button under it.
    if (!world.chance.is(0.5)) return;
    void (async () => {
      await world.clock.sleep(world.chance.int(1_000, 90_000));
      const asked = {
        ...deed.asked,
        requestKey: `question:${deed.asked.requestKey}`,
        requestedAt: world.clock.now(),
      };
      people.act(row.chatId, { kind: 'charge', asked, accepted: ALL_DOUBTS });
    })();
  };

  const work: Work<InboxRow> = {
    name: 'clerk',
    async claim(now, limit) {
      const rows = await store.inbox.due(now, limit, [...busyChats]);
      for (const { chatId } of rows) busyChats.add(chatId);
      return rows;
    },
    async perform(row) {
      try {
        await handle(row);
      } catch (error) {
        log.error({ err: error }, 'handling failed');
        await store.inbox.retryAt(row, 'failed', clock.now() + 1_000);
      } finally {
        busyChats.delete(row.chatId);
      }
    },
    nextDueAt: () => store.inbox.nextDueAt(),
  };
  const worker = startWorker(work, { clock, log, concurrency: 8 });

  void (async () => {
    for (;;) {
      const updates = people.waiting();
      if (updates.length === 0) {
        await clock.sleep(LONG_POLL_MS, people.arrival());
        continue;
      }
      await clock.sleep(world.chance.int(1, 2_000));
      try {
        await store.inbox.receive(updates, clock.now());
      } catch {
        continue;
      }
      people.confirm(updates);
      worker.wake();
    }
  })();
}

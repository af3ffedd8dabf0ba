import { chargeMessageOf } from '../support/store.ts';
import { chats } from '../../src/store/schema.ts';
import type { Store } from '../../src/store/port/store.ts';
import type { Messenger } from '../../src/payments/messenger.ts';
import { SHOPS } from './shops.ts';
import type { Setting } from './setting.ts';
import type { World } from './world.ts';

/** The shop that sends very many messages in noisy runs. It must not delay the other shop. */
export const NOISY_SHOP = 2;
const NOISY_GROUPS: readonly number[] = Array.from({ length: 12 }, (_, n) => -3_001 - n);
/** How many messages are sent to each at once. */
const SAID_AT_ONCE = 24;
/** How soon a payment must be told once it is known, if nothing else hinders it. */
const SOON_MS = 15_000;
/** Longer than any wait after a hindrance ends: a failed step is retried after at most a minute. */
const AFTERWARDS_MS = 65_000;
/** Faults that keep everything waiting. */
const HINDRANCES: ReadonlySet<string> = new Set([
  'the disk is full',
  'the database is busy',
  'the disk fails after a commit',
  'the disk has no room for a while',
  'Telegram is away for a while',
  'a second program on the database',
  'a copy of the database is put back',
]);
/** How long the lasting ones among them go on. */
const LASTING_MS = 90 * 60_000;

export function linkNoisyGroups({ memory: { db } }: Setting): void {
  const merchantId = NOISY_SHOP;
  db.insert(chats)
    .values(NOISY_GROUPS.map((chatId) => ({ chatId, merchantId, linkedAt: 0 })))
    .run();
}

/** Everybody of the noisy shop writes to the bot at once, while both shops charge. */
export function makeNoise({ world, people, telegram }: Setting): void {
  const [userId = 0] = SHOPS.find(({ merchantId }) => merchantId === NOISY_SHOP)?.owners ?? [];
  world.note('noise');
  for (let n = 0; n < SAID_AT_ONCE; n += 1)
    for (const chatId of NOISY_GROUPS) people.say(chatId, { kind: 'chatter', userId });
  for (let n = 0; n < 3; n += 1) people.ask((chatId) => telegram.moved.get(chatId) ?? chatId);
}

/** Checks promise 6: one shop's noise does not delay another's payments. Observes when each payment of the quiet shop is committed and told. */
export interface Promptness {
  /** Returns the store, observed for payments. */
  watched(store: Store): Store;
  /** Returns the messenger, observed for notices. */
  listening(messenger: Messenger): Messenger;
  /** A program has started. Waiting messages are sent from now on. */
  started(): void;
  /** A program has crashed. Another program, if there is one, finds its work at the next look. */
  crashed(): void;
}

/** In runs without noise, whose takeovers delay what is told. */
export const UNOBSERVED: Promptness = {
  watched: (store) => store,
  listening: (messenger) => messenger,
  started: () => undefined,
  crashed: () => undefined,
};

export function promptness(world: World): Promptness {
  const { clock } = world;
  const paidAt = new Map<number, number>();
  /** By chat, and for all. */
  const hinderedUntil = new Map<number | 'all', number>();
  const hinder = (chat: number | 'all', forMs: number): void =>
    void hinderedUntil.set(chat, Math.max(hinderedUntil.get(chat) ?? 0, clock.elapsed() + forMs));

  const { fault } = world;
  world.fault = (name, share) => {
    const happens = fault(name, share);
    if (happens && HINDRANCES.has(name))
      hinder('all', name.endsWith('for a while') ? LASTING_MS + AFTERWARDS_MS : AFTERWARDS_MS);
    return happens;
  };

  /** A payment is told now. */
  const told = (chargeId: number, chatId: number): void => {
    const known = paidAt.get(chargeId);
    paidAt.delete(chargeId);
    if (known === undefined) return;
    const from = Math.max(known, hinderedUntil.get(chatId) ?? 0, hinderedUntil.get('all') ?? 0);
    const lateMs = clock.elapsed() - from;
    if (lateMs > SOON_MS)
      world.caught.push(
        `the payment of #${chargeId} was told ${lateMs / 1_000} s late, behind another shop's noise`,
      );
  };

  return {
    watched: (store) => ({
      ...store,
      charges: {
        ...store.charges,
        async move(...args) {
          const outcome = await store.charges.move(...args);
          if (outcome.kind === 'moved' && args[0].to === 'paid' && outcome.charge.merchantId !== NOISY_SHOP)
            paidAt.set(outcome.charge.id, clock.elapsed());
          return outcome;
        },
      },
    }),
    listening: (messenger) => ({
      ...messenger,
      async send(message) {
        const { row } = message;
        const delivery = await messenger.send(message);
        if (delivery.kind === 'later') hinder(row.chatId, Math.max(delivery.afterMs ?? 0, AFTERWARDS_MS));
        // A board uses up what a group may get in a minute. That is no other shop's noise.
        if (message.board !== undefined) hinder(row.chatId, AFTERWARDS_MS);
        if (row.kind !== 'notice' || row.chargeId === null) return delivery;
        // The chat cannot be reached. The notice goes to another chat, or is parked.
        if (delivery.kind === 'impossible' || delivery.kind === 'moved') paidAt.delete(row.chargeId);
        if (delivery.kind !== 'delivered') return delivery;
        if (row.notice === 'paid' || row.notice === 'paid_late') told(row.chargeId, row.chatId);
        return delivery;
      },
      async showCard(charge) {
        const delivery = await messenger.showCard(charge);
        if (delivery.kind === 'later')
          hinder(chargeMessageOf(charge).chatId, Math.max(delivery.afterMs ?? 0, AFTERWARDS_MS));
        return delivery;
      },
    }),
    started: () => hinder('all', SOON_MS),
    crashed: () => hinder('all', AFTERWARDS_MS),
  };
}

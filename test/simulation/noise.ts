import { homeOf } from '../support/store.ts';
import { chats } from '../../src/store/schema.ts';
import type { Store } from '../../src/store/port/store.ts';
import type { Messenger } from '../../src/payments/messenger.ts';
import { SHOPS } from './shops.ts';
import type { Setting } from './setting.ts';
import type { World } from './world.ts';

/** The shop that makes noise in noisy runs, with groups of its own for it; the other one must not notice. */
export const NOISY_SHOP = 2;
const NOISY_GROUPS: readonly number[] = Array.from({ length: 12 }, (_, n) => -3_001 - n);
/** What is said in each at once. */
const SAID_AT_ONCE = 24;
/** How soon a payment must be told once it is known, if nothing else hinders it. */
const SOON_MS = 15_000;
/** Longer than a hindrance keeps anything waiting once it is over: what failed is tried again after a minute at most. */
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
/** These go on for as long. */
const LASTING_MS = 90 * 60_000;

export function linkNoisyGroups({ memory: { db } }: Setting): void {
  const merchantId = NOISY_SHOP;
  db.insert(chats)
    .values(NOISY_GROUPS.map((chatId) => ({ chatId, merchantId, linkedAt: 0 })))
    .run();
}

/** Everybody of the noisy shop talks to the bot at once, while there is much to do at both. */
export function makeNoise({ world, people, telegram: telegraph }: Setting): void {
  const [userId = 0] = SHOPS.find(({ merchantId }) => merchantId === NOISY_SHOP)?.owners ?? [];
  world.note('noise');
  for (let n = 0; n < SAID_AT_ONCE; n += 1)
    for (const chatId of NOISY_GROUPS) people.say(chatId, { kind: 'chatter', userId });
  for (let n = 0; n < 3; n += 1) people.ask((chatId) => telegraph.moved.get(chatId) ?? chatId);
}

/** Promise 6: nobody's noise delays another's money. Sees each payment of the quiet shop committed, and told. */
export interface Promptness {
  /** The store, with eyes on what is paid. */
  watched(store: Store): Store;
  /** The messenger, with eyes on what is told. */
  listening(messenger: Messenger): Messenger;
  /** A program has started: what it finds it says from now on. */
  started(): void;
}

export function promptness(world: World): Promptness {
  const { clock } = world;
  const paidAt = new Map<number, number>();
  /** By chat, and for all. */
  const hinderedUntil = new Map<number | 'all', number>();
  const hinder = (whom: number | 'all', forMs: number): void =>
    void hinderedUntil.set(whom, Math.max(hinderedUntil.get(whom) ?? 0, clock.elapsed() + forMs));

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
        if (row.kind !== 'notice' || row.chargeId === null) return delivery;
        // Its chat cannot be reached: another is looked for, and it may be parked.
        if (delivery.kind === 'impossible' || delivery.kind === 'moved') paidAt.delete(row.chargeId);
        if (delivery.kind !== 'delivered') return delivery;
        if (row.notice === 'paid' || row.notice === 'paid_late') told(row.chargeId, row.chatId);
        return delivery;
      },
      async showCard(charge) {
        const delivery = await messenger.showCard(charge);
        if (delivery.kind === 'later')
          hinder(homeOf(charge).chatId, Math.max(delivery.afterMs ?? 0, AFTERWARDS_MS));
        return delivery;
      },
    }),
    started: () => hinder('all', SOON_MS),
  };
}

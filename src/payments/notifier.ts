import type { Charge } from '../domain/charge.ts';
import type { Work } from '../runtime/worker.ts';
import type { Destination, DueMessage, FreeAt } from '../store/port/outbox.ts';
import { cardDestination, deliverCard, deliverMessage, type DeliverParts } from './deliver.ts';

type Task = { readonly to: Destination } & (
  | { readonly kind: 'message'; readonly message: DueMessage }
  | { readonly kind: 'card'; readonly charge: Charge }
);

/**
 * The most chats of one merchant that messages are sent to at once. If calls for one merchant hang, the others still have
 * room.
 */
const CHATS_OF_A_MERCHANT = 48;

/**
 * Sends what is in the outbox: notices first, then new cards, then answers, then edits. Within each kind, merchants take turns. A chat
 * gets one thing at a time. What the limits do not allow yet stays in the outbox.
 */
export function notifier(parts: DeliverParts): Work<Task> {
  const { limits, clock } = parts;
  const { outbox } = parts.store;
  const busy = busyPlaces();
  /** When the first message that the limits hold back may be sent, of those that were read; undefined if none is held back. */
  let freeAgainAt: number | undefined = 0;
  /** When the next message and card are due. */
  const look = async (now: number) => {
    const messageAt = await outbox.nextDueAt();
    const cardAt = await outbox.nextCardAt();
    return { now, messageAt, cardAt, next: earliest(messageAt, cardAt) };
  };
  /** The look with which the last claim began. What was committed since then wakes the worker. */
  let looked: Awaited<ReturnType<typeof look>> | undefined;

  return {
    name: 'notifier',
    async claim(now, limit) {
      freeAgainAt = undefined;
      const { messageAt, cardAt } = (looked = await look(now));
      const claimedOf = new Map<number, number>();
      // The store asks this last, and returns what is free. So what is free counts as claimed here.
      const freeAt: FreeAt = (to) => {
        const claimed = claimedOf.get(to.tenant) ?? 0;
        if (busy.chatsOf(to.tenant) + claimed >= CHATS_OF_A_MERCHANT) return Number.POSITIVE_INFINITY;
        const at = limits.freeAt(to, now);
        if (at > now) freeAgainAt = earliest(freeAgainAt, at);
        else {
          limits.begin(to, now);
          claimedOf.set(to.tenant, claimed + 1);
        }
        return at;
      };
      const messages = isDue(messageAt, now) ? await outbox.due(now, limit, busy.chats(), freeAt) : [];
      const tasks: Task[] = messages.map((message) => ({ kind: 'message', to: message.row, message }));
      const taken = [...busy.chats(), ...tasks.map(({ to }) => to.chatId)];
      const cards =
        isDue(cardAt, now) && tasks.length < limit
          ? await outbox.dueCards(now, limit - tasks.length, taken, freeAt)
          : [];
      for (const charge of cards) tasks.push({ kind: 'card', to: cardDestination(charge), charge });
      // Only now can nothing fail. A chat that is marked as busy and is not sent to would wait for ever.
      for (const { to } of tasks) busy.begin(to);
      return tasks;
    },
    async perform(task) {
      try {
        await (task.kind === 'message'
          ? deliverMessage(parts, task.message)
          : deliverCard(parts, task.charge));
      } finally {
        busy.end(task.to);
      }
    },
    async nextDueAt() {
      const { now, next } = looked ?? (await look(clock.steady()));
      looked = undefined;
      if (!isDue(next, now)) return next;
      // Something is due, but is being sent, or its chat is busy, or the limits hold it back.
      const later = earliest(await outbox.nextDueAt(now), await outbox.nextCardAt(now));
      const unseenAt = (await outbox.sawAll()) ? undefined : now;
      return earliest(later, freeAgainAt, unseenAt);
    },
  };
}

/** The chats that are being sent to, counted by merchant (0 for none). */
function busyPlaces() {
  const chats = new Set<number>();
  const countOf = new Map<number, number>();
  const count = (tenant: number, by: 1 | -1): void => {
    const busy = (countOf.get(tenant) ?? 0) + by;
    if (busy === 0) countOf.delete(tenant);
    else countOf.set(tenant, busy);
  };
  return {
    chats: (): readonly number[] => [...chats],
    chatsOf: (tenant: number): number => countOf.get(tenant) ?? 0,
    begin({ chatId, tenant }: Destination): void {
      chats.add(chatId);
      count(tenant, 1);
    },
    end({ chatId, tenant }: Destination): void {
      chats.delete(chatId);
      count(tenant, -1);
    },
  };
}

const isDue = (at: number | undefined, now: number): boolean => at !== undefined && at <= now;

const earliest = (...times: readonly (number | undefined)[]): number | undefined =>
  times.reduce((a, b) => (a === undefined || b === undefined ? (a ?? b) : Math.min(a, b)), undefined);

import type { Clock } from '../clock.ts';
import type { DueMessage } from '../store/outbox.ts';
import type { Charge } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import { insist } from './insist.ts';
import type { Delivery, Log, Messenger } from './ports.ts';
import type { Work } from './worker.ts';

export interface NotifierParts {
  readonly store: Store;
  readonly messenger: Messenger;
  readonly clock: Clock;
  readonly log: Log;
  /** Aborted when the program must end. */
  readonly ending: AbortSignal;
}

type Task = { readonly chatId: number } & (
  | { readonly kind: 'message'; readonly message: DueMessage }
  | { readonly kind: 'card'; readonly charge: Charge }
);

const FIRST_RETRY_MS = 1_000;
const MAX_RETRY_MS = 60_000;

/**
 * Says what is to be said: new messages in order, and cards brought up to date. One thing at a time per chat, messages
 * before cards, because a message may be the card's own first showing.
 */
export function notifier({ store, messenger, clock, log, ending }: NotifierParts): Work<Task> {
  const busyChats = new Set<number>();
  const { outbox } = store;

  const retryAt = (delivery: Delivery & { kind: 'later' }, attempts: number): number =>
    clock.steady() +
    (delivery.afterMs ?? Math.min(FIRST_RETRY_MS * 2 ** Math.min(attempts, 10), MAX_RETRY_MS));

  /** What Telegram said is kept however long the store fails: what is due still would be sent again and again. */
  const keep = async (context: object, commit: () => Promise<void>): Promise<void> => {
    await insist(commit, {
      clock,
      ending,
      onFailure: (error) => log.error({ ...context, err: error }, 'what Telegram said could not be kept'),
    });
  };

  const say = async ({ row, charge }: DueMessage): Promise<void> => {
    const delivery = await messenger.send({ row, charge });
    const now = clock.now();
    const context = { outbox: row.id, kind: row.kind, notice: row.notice, charge: row.chargeId };
    switch (delivery.kind) {
      case 'delivered':
        return await keep(context, () => outbox.delivered(row, delivery.messageId, now, charge?.revision));
      case 'later': {
        log.warn({ ...context, attempts: row.attempts, why: delivery.why }, 'a message waits');
        const at = retryAt(delivery, row.attempts);
        return await keep(context, () => outbox.later(row, at));
      }
      case 'impossible': {
        log.error({ ...context, why: delivery.why }, 'a message can never arrive');
        if (row.kind !== 'notice')
          return await keep(context, () => outbox.undeliverable(row, delivery.why, now));
        // What a person must know is told to another who can hear it, whatever kept it from this chat.
        return await keep(context, async () => void (await outbox.elsewhere(row, delivery.why, now)));
      }
      case 'moved':
        return await keep(context, () => outbox.chatMoved(row.chatId, delivery.toChatId, now));
    }
  };

  const show = async (charge: Charge): Promise<void> => {
    const delivery = await messenger.showCard(charge);
    const context = { charge: charge.id };
    switch (delivery.kind) {
      case 'delivered':
        return await keep(context, () => outbox.cardShown(charge));
      case 'later': {
        const at = retryAt(delivery, charge.cardAttempts);
        return await keep(context, () => outbox.cardLater(charge, at));
      }
      case 'impossible':
        log.warn({ ...context, why: delivery.why }, 'a card can no longer be changed');
        return await keep(context, () => outbox.cardGone(charge));
      case 'moved':
        return await keep(context, () => outbox.chatMoved(charge.chatId, delivery.toChatId, clock.now()));
    }
  };

  return {
    name: 'notifier',
    async claim(now, limit) {
      const messages = await outbox.due(now, limit, [...busyChats]);
      const tasks: Task[] = messages.map((message) => ({
        kind: 'message',
        chatId: message.row.chatId,
        message,
      }));
      const taken = new Set([...busyChats, ...tasks.map(({ chatId }) => chatId)]);
      const cards = tasks.length < limit ? await outbox.dueCards(now, limit - tasks.length, [...taken]) : [];
      for (const charge of cards) {
        // One at a time per chat: several cards of one chat may be due.
        if (taken.has(charge.chatId)) continue;
        taken.add(charge.chatId);
        tasks.push({ kind: 'card', chatId: charge.chatId, charge });
      }
      // Only now that nothing can fail: a chat that is marked and not spoken to would wait for ever.
      for (const { chatId } of tasks) busyChats.add(chatId);
      return tasks;
    },
    async perform(task) {
      try {
        await (task.kind === 'message' ? say(task.message) : show(task.charge));
      } finally {
        busyChats.delete(task.chatId);
      }
    },
    async nextDueAt() {
      const [message, card] = [await outbox.nextDueAt(), await outbox.nextCardAt()];
      return message === undefined || card === undefined ? (message ?? card) : Math.min(message, card);
    },
  };
}

import type { Clock } from '../clock.ts';
import type { DueMessage } from '../store/outbox.ts';
import type { Charge } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import type { Delivery, Log, Messenger } from './ports.ts';
import type { Work } from './worker.ts';

export interface NotifierParts {
  readonly store: Store;
  readonly messenger: Messenger;
  readonly clock: Clock;
  readonly log: Log;
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
export function notifier({ store, messenger, clock, log }: NotifierParts): Work<Task> {
  const busyChats = new Set<number>();
  const { outbox } = store;

  const retryAt = (delivery: Delivery & { kind: 'later' }, attempts: number): number =>
    clock.now() + (delivery.afterMs ?? Math.min(FIRST_RETRY_MS * 2 ** Math.min(attempts, 10), MAX_RETRY_MS));

  const say = async ({ row, charge }: DueMessage): Promise<void> => {
    const delivery = await messenger.send({ row, charge });
    const context = { outbox: row.id, kind: row.kind, notice: row.notice, charge: row.chargeId };
    switch (delivery.kind) {
      case 'delivered':
        return await outbox.delivered(row, delivery.messageId, clock.now(), charge?.revision);
      case 'later':
        log.warn({ ...context, attempts: row.attempts, why: delivery.why }, 'a message waits');
        return await outbox.later(row, retryAt(delivery, row.attempts));
      case 'impossible':
        log.error({ ...context, why: delivery.why }, 'a message can never arrive');
        return await outbox.undeliverable(row, delivery.why, clock.now());
      case 'moved':
        return await outbox.chatMoved(row.chatId, delivery.toChatId);
    }
  };

  const show = async (charge: Charge): Promise<void> => {
    const delivery = await messenger.showCard(charge);
    switch (delivery.kind) {
      case 'delivered':
        return await outbox.cardShown(charge, clock.now());
      case 'later':
        return await outbox.cardLater(charge, retryAt(delivery, charge.cardAttempts));
      case 'impossible':
        log.warn({ charge: charge.id, why: delivery.why }, 'a card can no longer be changed');
        return await outbox.cardGone(charge);
      case 'moved':
        return await outbox.chatMoved(charge.chatId, delivery.toChatId);
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

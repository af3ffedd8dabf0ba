import type { Clock } from '../runtime/clock.ts';
import type { Destination, DueMessage, FreeAt } from '../store/port/outbox.ts';
import type { Charge } from '../domain/charge.ts';
import type { Store } from '../store/port/store.ts';
import { retryUntilCommitted } from '../runtime/retry-until-committed.ts';
import type { Delivery, Messenger, SendLimits } from './ports.ts';
import type { Log } from '../runtime/log.ts';
import type { Work } from '../runtime/worker.ts';

export interface NotifierParts {
  readonly store: Store;
  readonly messenger: Messenger;
  readonly limits: SendLimits;
  readonly clock: Clock;
  readonly log: Log;
  /** Aborted when the program must end. */
  readonly ending: AbortSignal;
}

type Task = { readonly to: Destination } & (
  | { readonly kind: 'message'; readonly message: DueMessage }
  | { readonly kind: 'card'; readonly charge: Charge }
);

/** The most chats of one merchant that are spoken to at once, of those that are in all: a hung call must not be everybody's. */
const CHATS_OF_A_MERCHANT = 48;
const FIRST_RETRY_MS = 1_000;
const MAX_RETRY_MS = 60_000;

/**
 * Says what is to be said: money first, then new cards, then answers, then what changes a message of ours; of each the
 * merchants in turn. One thing at a time per chat. What may not be sent yet, by the limits, is left where it is.
 */
export function notifier({ store, messenger, limits, clock, log, ending }: NotifierParts): Work<Task> {
  const busyChats = new Set<number>();
  const busyOf = new Map<number, number>();
  const { outbox } = store;
  /** When something that was due and could not be sent may be, as far as was looked; undefined for nothing known. */
  let freeAgainAt: number | undefined = 0;

  const count = (tenant: number, by: 1 | -1): void => {
    const busy = (busyOf.get(tenant) ?? 0) + by;
    if (busy === 0) busyOf.delete(tenant);
    else busyOf.set(tenant, busy);
  };

  /** What Telegram said of its limits. */
  const heed = (to: Destination, delivery: Delivery): void => {
    const now = clock.steady();
    if (delivery.kind !== 'later') limits.answered();
    else if (delivery.afterMs !== undefined) limits.refused(to, now, now + delivery.afterMs);
  };

  const retryAt = (delivery: Delivery & { kind: 'later' }, attempts: number): number =>
    clock.steady() +
    (delivery.afterMs ?? Math.min(FIRST_RETRY_MS * 2 ** Math.min(attempts, 10), MAX_RETRY_MS));

  /** What Telegram said is kept however long the store fails: what is due still would be sent again and again. */
  const keep = async (context: object, commit: () => Promise<void>): Promise<void> => {
    await retryUntilCommitted(commit, {
      clock,
      ending,
      onFailure: (error) => log.error({ ...context, err: error }, 'what Telegram said could not be kept'),
    });
  };

  const say = async ({ row, charge }: DueMessage): Promise<void> => {
    const delivery = await messenger.send({ row, charge });
    heed(row, delivery);
    const now = clock.now();
    const context = { outbox: row.id, kind: row.kind, notice: row.notice, charge: row.chargeId };
    switch (delivery.kind) {
      case 'delivered':
        return await keep(context, () =>
          outbox.delivered(row, delivery.messageId, now, charge?.message?.revision),
        );
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
    heed(destinationOf(charge), delivery);
    const context = { charge: charge.id };
    switch (delivery.kind) {
      case 'delivered':
        return await keep(context, () => outbox.cardShown(charge));
      case 'later': {
        const at = retryAt(delivery, charge.message?.cardAttempts ?? 0);
        return await keep(context, () => outbox.cardLater(charge, at));
      }
      case 'impossible':
        log.warn({ ...context, why: delivery.why }, 'a card can no longer be changed');
        return await keep(context, () => outbox.cardGone(charge));
      case 'moved':
        return await keep(context, () =>
          outbox.chatMoved(destinationOf(charge).chatId, delivery.toChatId, clock.now()),
        );
    }
  };

  return {
    name: 'notifier',
    async claim(now, limit) {
      freeAgainAt = undefined;
      const claimedOf = new Map<number, number>();
      // Asked last: what is free is taken.
      const freeAt: FreeAt = (to) => {
        const claimed = claimedOf.get(to.tenant) ?? 0;
        if ((busyOf.get(to.tenant) ?? 0) + claimed >= CHATS_OF_A_MERCHANT) return Number.POSITIVE_INFINITY;
        const at = limits.freeAt(to, now);
        if (at > now) freeAgainAt = earliest(freeAgainAt, at);
        else {
          limits.begin(to, now);
          claimedOf.set(to.tenant, claimed + 1);
        }
        return at;
      };
      const messages = await outbox.due(now, limit, [...busyChats], freeAt);
      const tasks: Task[] = messages.map((message) => ({ kind: 'message', to: message.row, message }));
      const taken = [...busyChats, ...tasks.map(({ to }) => to.chatId)];
      const cards =
        tasks.length < limit ? await outbox.dueCards(now, limit - tasks.length, taken, freeAt) : [];
      for (const charge of cards) tasks.push({ kind: 'card', to: destinationOf(charge), charge });
      // Only now that nothing can fail: a chat that is marked and not spoken to would wait for ever.
      for (const { to } of tasks) {
        busyChats.add(to.chatId);
        count(to.tenant, 1);
      }
      return tasks;
    },
    async perform(task) {
      try {
        await (task.kind === 'message' ? say(task.message) : show(task.charge));
      } finally {
        busyChats.delete(task.to.chatId);
        count(task.to.tenant, -1);
      }
    },
    async nextDueAt() {
      const now = clock.steady();
      const next = earliest(await outbox.nextDueAt(), await outbox.nextCardAt());
      if (next === undefined || next > now) return next;
      // Something is due, and its chat is busy, or must wait for the limits.
      const later = earliest(await outbox.nextDueAt(now), await outbox.nextCardAt(now));
      const unseenAt = (await outbox.sawAll()) ? undefined : now;
      return earliest(later, freeAgainAt, unseenAt);
    },
  };
}

/** Only a charge that is told in a chat has a card. */
const destinationOf = ({ message, merchantId }: Charge): Destination => ({
  chatId: message?.chatId ?? 0,
  tenant: merchantId,
  kind: 'edit',
});

const earliest = (...times: readonly (number | undefined)[]): number | undefined =>
  times.reduce((a, b) => (a === undefined || b === undefined ? (a ?? b) : Math.min(a, b)), undefined);

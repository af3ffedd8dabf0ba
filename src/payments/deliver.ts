import type { Charge } from '../domain/charge.ts';
import { cardChangesAt } from '../domain/closed-charge.ts';
import type { Board } from '../domain/collection.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import { retryUntilCommitted } from '../runtime/retry-until-committed.ts';
import type { Destination, DueMessage } from '../store/port/outbox.ts';
import type { Store } from '../store/port/store.ts';
import type { Delivery, Messenger, SendLimits } from './messenger.ts';

export interface DeliverParts {
  readonly store: Store;
  readonly messenger: Messenger;
  readonly limits: SendLimits;
  readonly clock: Clock;
  readonly log: Log;
  /** Aborted when the program must end. */
  readonly ending: AbortSignal;
}

const FIRST_RETRY_MS = 1_000;
const MAX_RETRY_MS = 60_000;

/** Sends a message of the outbox and records what became of it. */
export async function deliverMessage(parts: DeliverParts, message: DueMessage): Promise<void> {
  const { row, charge } = message;
  const { messenger, clock, log } = parts;
  const { outbox } = parts.store;
  const shownAt = clock.steady();
  const delivery = await messenger.send(message);
  tellLimits(parts, row, delivery);
  const now = clock.now();
  const context = { outbox: row.id, kind: row.kind, notice: row.notice, charge: row.chargeId };
  switch (delivery.kind) {
    case 'delivered':
      if (isShownOnBoard(message)) {
        const { collection } = message.board;
        return await record(parts, context, () =>
          outbox.boardShown(row, collection, delivery.messageId, now),
        );
      }
      return await record(parts, context, () =>
        outbox.delivered(row, delivery.messageId, now, cardOf(charge, shownAt)),
      );
    case 'later': {
      log.warn({ ...context, attempts: row.attempts, why: delivery.why }, 'a message waits');
      const at = retryAt(clock, delivery, row.attempts);
      return await record(parts, context, () => outbox.later(row, at));
    }
    case 'impossible': {
      // In a group the bot deletes only to tidy up, where it was told that it may.
      if (row.kind === 'delete' && row.chatId < 0)
        log.warn({ ...context, why: delivery.why }, 'a message in a group could not be deleted');
      else log.error({ ...context, why: delivery.why }, 'a message can never arrive');
      if (row.kind !== 'notice')
        return await record(parts, context, () => outbox.undeliverable(row, delivery.why, now));
      // A notice goes to somebody else who can hear it, whatever kept it from this chat.
      return await record(parts, context, async () => void (await outbox.elsewhere(row, delivery.why, now)));
    }
    case 'moved':
      return await record(parts, context, () => outbox.chatMoved(row.chatId, delivery.toChatId, now));
  }
}

/** Whether a message is told by showing a collection's board. If the board's chat is gone, it went to another one, as a notice. */
export const isShownOnBoard = (message: DueMessage): message is DueMessage & { readonly board: Board } =>
  message.row.collectionId !== null && message.board?.collection.chatId === message.row.chatId;

/** Brings a charge's card up to date and records what became of it. */
export async function deliverCard(parts: DeliverParts, charge: Charge): Promise<void> {
  const { messenger, clock, log } = parts;
  const { outbox } = parts.store;
  const shownAt = clock.steady();
  const delivery = await messenger.showCard(charge);
  if (delivery.kind === 'gone') parts.limits.answered();
  else tellLimits(parts, cardDestination(charge), delivery);
  const context = { charge: charge.id };
  switch (delivery.kind) {
    case 'delivered':
      return await record(parts, context, () => outbox.cardShown(charge, cardChangesAt(charge, shownAt)));
    case 'later': {
      const at = retryAt(clock, delivery, charge.message?.cardAttempts ?? 0);
      return await record(parts, context, () => outbox.cardLater(charge, at));
    }
    case 'gone':
      return await record(parts, context, () => outbox.cardGone(charge));
    case 'impossible':
      log.warn({ ...context, why: delivery.why }, 'a card can no longer be changed');
      return await record(parts, context, () => outbox.cardGone(charge));
    case 'moved':
      return await record(parts, context, () =>
        outbox.chatMoved(cardDestination(charge).chatId, delivery.toChatId, clock.now()),
      );
  }
}

const cardOf = (charge: Charge | undefined, shownAt: number) =>
  charge === undefined
    ? undefined
    : { revision: charge.message?.revision ?? 0, changesAt: cardChangesAt(charge, shownAt) };

/** Returns where a charge's card is. Only a charge that was asked for in a chat has one. */
export const cardDestination = ({ message, merchantId }: Charge): Destination => ({
  chatId: message?.chatId ?? 0,
  tenant: merchantId,
  kind: 'edit',
});

/** Passes on to the limits what Telegram said of them. */
function tellLimits({ limits, clock }: DeliverParts, to: Destination, delivery: Delivery): void {
  const now = clock.steady();
  if (delivery.kind !== 'later') limits.answered();
  else if (delivery.afterMs !== undefined) limits.refused(to, now, now + delivery.afterMs);
}

const retryAt = (clock: Clock, delivery: Delivery & { kind: 'later' }, attempts: number): number =>
  clock.steady() + (delivery.afterMs ?? Math.min(FIRST_RETRY_MS * 2 ** Math.min(attempts, 10), MAX_RETRY_MS));

/** Commits what Telegram said, as often as it takes: otherwise the message would stay due and be sent again and again. */
async function record(
  { clock, ending, log }: DeliverParts,
  context: object,
  commit: () => Promise<void>,
): Promise<void> {
  await retryUntilCommitted(commit, {
    clock,
    ending,
    onFailure: (error) =>
      log.error({ ...context, err: error }, 'what Telegram said of a message could not be recorded'),
  });
}

import type { Clock } from '../../runtime/clock.ts';
import type { OutgoingMessage } from '../../domain/messages.ts';
import { FIRST_MERCHANT } from '../../domain/merchant.ts';
import type { Store } from '../../store/port/store.ts';
import type { Log } from '../../runtime/log.ts';
import { messagePayload } from './payload.ts';
import { localeOf } from '../locales/locales.ts';

export interface ClockWrongParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** Called after a message was committed to the outbox. */
  readonly wakeNotifier: () => void;
}

/**
 * Tells the operators that the machine's clock is wrong, or right again. Only they can set it.
 *
 * @param aheadMs how far the clock is ahead of Telegram's, negative if it is behind; undefined if it agrees again
 */
export async function tellClock(
  aheadMs: number | undefined,
  { store, clock, log, wakeNotifier }: ClockWrongParts,
): Promise<void> {
  if (aheadMs === undefined) log.info({}, "the machine's clock agrees with Telegram's again");
  else
    log.warn(
      { aheadMs },
      "the machine's clock disagrees with Telegram's: until it is set right, the program erases nothing and ends no watch",
    );
  try {
    const messages: OutgoingMessage[] = [];
    for (const { userId } of await store.members.owners(FIRST_MERCHANT)) {
      const words = localeOf((await store.users.language(userId)) ?? 'en');
      const text =
        aheadMs === undefined
          ? words.clockRight
          : words.clockWrong(words.span(Math.round(Math.abs(aheadMs) / 1_000)), aheadMs > 0);
      // A private chat has its person's id.
      messages.push({ kind: 'message', chatId: userId, payload: messagePayload(text, {}) });
    }
    await store.outbox.add(messages, clock.now());
    wakeNotifier();
  } catch (error) {
    log.error({ err: error }, 'the message to the owners about the clock could not be stored');
  }
}

import { z } from 'zod';
import { SENDER_LIMITS } from '../../domain/sender-limits.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { Log } from '../../runtime/log.ts';
import { CLOCK_TOLERANCE_MS } from '../../runtime/timekeeper.ts';
import type { Inbox, SayTooMuch } from '../../store/port/inbox.ts';
import { messagePayload } from '../outbound/payload.ts';
import { languageOf, localeOf } from '../locales/locales.ts';
import { readUpdate, senderOf } from './read-update.ts';

export interface ReceiveParts {
  readonly inbox: Inbox;
  readonly clock: Clock;
  readonly log: Log;
  /** Called after updates, and perhaps messages, were committed. */
  readonly onReceived: () => void;
  /** Takes the time at Telegram, in epoch milliseconds, where an update tells it. */
  readonly hear: (telegramAt: number) => void;
  /** Answers a press of a person who may not use the bot. */
  readonly turnAway: (callbackQueryId: string, text: string) => void;
}

const datedUpdate = z.union([
  z.looseObject({ message: z.looseObject({ date: z.int() }) }).transform(({ message }) => message.date),
  z
    .looseObject({ edited_message: z.looseObject({ edit_date: z.int() }) })
    .transform((update) => update.edited_message.edit_date),
]);

/**
 * Reads the time from a batch. A date ahead of the machine's clock shows that the clock is slow, by at least the difference. A date
 * behind it shows nothing, because an update may be hours old.
 */
export function hearTime(
  batch: readonly unknown[],
  { clock, hear }: Pick<ReceiveParts, 'clock' | 'hear'>,
): void {
  const dates = batch.flatMap((update) => datedUpdate.safeParse(update).data ?? []);
  const latest = Math.max(...dates) * 1_000;
  if (latest > clock.now() + CLOCK_TOLERANCE_MS) hear(latest);
}

/**
 * Commits a batch of updates as Telegram gave them.
 *
 * @returns the offset that confirms it, or undefined for an empty one
 * @throws if the store fails; nothing may be confirmed then
 */
export async function receiveBatch(
  batch: readonly unknown[],
  parts: ReceiveParts,
): Promise<number | undefined> {
  const { inbox, clock, log, onReceived, turnAway } = parts;
  const updates = batch.flatMap((payload) => {
    const update = readUpdate(payload);
    if (update === undefined) log.error({}, 'an update without an id was ignored');
    return update ?? [];
  });
  const last = updates.at(-1);
  if (last === undefined) return undefined;
  const turnedAway = await inbox.receive(updates, clock.now(), { steadyAt: clock.steady(), sayTooMuch });
  for (const { press, languageCode } of turnedAway.map(({ payload }) => senderOf(payload)))
    if (press !== undefined) turnAway(press, localeOf(languageOf(languageCode)).notYours);
  onReceived();
  return last.updateId + 1;
}

/** Says that the person sent more than the bot takes. Otherwise they would wait for an answer to what was left out. */
const sayTooMuch: SayTooMuch = ({ chatId, payload }, language) => {
  const words = localeOf(language ?? languageOf(senderOf(payload).languageCode));
  const text = words.tooManyMessages(SENDER_LIMITS.person.count);
  return { kind: 'message', chatId, payload: messagePayload(text, {}) };
};

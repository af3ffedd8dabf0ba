import type { Clock } from '../../runtime/clock.ts';
import { anyResult, type Api } from '../api/bounded-api.ts';

/** What the answers to presses may use. A button spins for some seconds and then stops by itself; nothing hangs on its answer. */
export const PRESS_LIMITS = {
  /** Answers that are on their way at once. */
  atOnce: 8,
  /** Answers that wait; of more, the oldest is dropped. */
  waiting: 100,
  /** An older one is of no use to anybody (Telegram takes it for 150 s). */
  maxAgeMs: 10_000,
  /** Strangers who are answered in a second. */
  strangersASecond: 5,
} as const;

/** Answers presses of buttons, apart from the messages: however many are pressed, no message waits. */
export interface PressAnswers {
  /** Tells Telegram that a button was pressed, and the person a few words. Not waited for, and dropped if there are too many. */
  answer(callbackQueryId: string, text: string | undefined): void;
  /** The same to somebody who has no business here: only a few are told. */
  turnAway(callbackQueryId: string, text: string): void;
}

interface Answer {
  readonly id: string;
  readonly text: string | undefined;
  readonly at: number;
}

export function pressAnswers(api: Api, clock: Clock): PressAnswers {
  const waiting: Answer[] = [];
  const strangers: number[] = [];
  let underWay = 0;
  let pausedUntil = 0;

  const send = async ({ id, text }: Answer): Promise<void> => {
    const payload = { callback_query_id: id, ...(text === undefined ? {} : { text }) };
    const result = await api.call('answerCallbackQuery', payload, anyResult);
    if (result.kind === 'limited') pausedUntil = clock.steady() + result.retryAfterMs;
  };
  const work = async (): Promise<void> => {
    underWay += 1;
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const now = clock.steady();
      // What waits while Telegram wants to be left alone is too old when that is over, or soon after.
      if (now - next.at <= PRESS_LIMITS.maxAgeMs && now >= pausedUntil) await send(next);
    }
    underWay -= 1;
  };
  const answer = (id: string, text: string | undefined): void => {
    waiting.push({ id, text, at: clock.steady() });
    if (waiting.length > PRESS_LIMITS.waiting) waiting.shift();
    if (underWay < PRESS_LIMITS.atOnce) void work();
  };

  return {
    answer,
    turnAway(id, text) {
      const now = clock.steady();
      while (strangers.length > 0 && (strangers[0] ?? 0) <= now - 1_000) strangers.shift();
      if (strangers.length >= PRESS_LIMITS.strangersASecond) return;
      strangers.push(now);
      answer(id, text);
    },
  };
}

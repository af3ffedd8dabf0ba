import type { Clock } from '../../runtime/clock.ts';
import { anyResult, type Api } from '../api/bounded-api.ts';

/** The limits of answers to presses. An unanswered button spins for some seconds and stops by itself, so an answer may be dropped. */
export const PRESS_LIMITS = {
  /** Answers that are being sent at once. */
  atOnce: 8,
  /** Answers that wait. If there are more, the oldest is dropped. */
  waiting: 100,
  /** An older answer is of no use to the person. Telegram takes one for 150 s. */
  maxAgeMs: 10_000,
  /** Strangers who get an answer within a second. */
  strangersASecond: 5,
} as const;

/** Answers presses apart from messages, so that no message waits however many buttons are pressed. */
export interface PressAnswers {
  /** Tells Telegram that the press arrived, and shows the person a few words. Returns at once; too many answers are dropped. */
  answer(callbackQueryId: string, text: string | undefined): void;
  /** The same for a person who may not use the bot. Only a few of them get an answer. */
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
      // Answers that wait while Telegram holds them off are too old when the hold ends, or soon after.
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

import { TelegramError, type Telegram } from 'telegraf';
import { z } from 'zod';
import { timeLimit } from '../../runtime/time-limit.ts';

/** The outcome of a call to Telegram. Nothing is thrown, because Telegraf's errors carry the bot's token and the payload. */
export type ApiResult<T> =
  | { readonly kind: 'ok'; readonly result: T }
  /** Telegram understood the call and refused it. */
  | {
      readonly kind: 'refused';
      readonly code: number;
      readonly description: string;
      readonly migratedTo: number | undefined;
    }
  /** Too many requests. */
  | { readonly kind: 'limited'; readonly retryAfterMs: number }
  /** No answer, an unreadable answer or a server error. The call may or may not have taken effect. */
  | { readonly kind: 'fault'; readonly why: string };

export interface CallOptions {
  /** The limit of the whole call. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** Telegraf's own limit is 500 s. A hung call would leave the bot deaf for so long. */
const CALL_TIMEOUT_MS = 15_000;

/** The shape for calls whose result is ignored. */
export const anyResult = z.unknown();

/** The Bot API. Every call is bounded in time, and every outcome is a value without secrets. */
export interface Api {
  /** @param shape the result's shape; any other result counts as unreadable */
  call<T>(method: string, payload: object, shape: z.ZodType<T>, options?: CallOptions): Promise<ApiResult<T>>;
}

export function boundedApi(telegram: Telegram): Api {
  // Telegraf types each method's payload. Payloads from the outbox were built by this program and come back from JSON.
  const callApi = telegram.callApi.bind(telegram) as (
    method: string,
    payload: object,
    options: { signal: AbortSignal },
  ) => Promise<unknown>;

  return {
    async call(method, payload, shape, { timeoutMs = CALL_TIMEOUT_MS, signal } = {}) {
      const limit = timeLimit(timeoutMs, signal);
      try {
        const result = shape.safeParse(await callApi(method, payload, { signal: limit.signal }));
        return result.success ? { kind: 'ok', result: result.data } : { kind: 'fault', why: 'unreadable' };
      } catch (error) {
        if (limit.hasPassed()) return { kind: 'fault', why: 'timed out' };
        return resultOf(error);
      } finally {
        limit.end();
      }
    },
  };
}

function resultOf(error: unknown): ApiResult<never> {
  if (!(error instanceof TelegramError)) return { kind: 'fault', why: faultName(error) };
  const { code, description, parameters } = error;
  if (code === 429) return { kind: 'limited', retryAfterMs: (parameters?.retry_after ?? 1) * 1_000 };
  if (code >= 500 || !Number.isInteger(code)) return { kind: 'fault', why: `HTTP ${code}` };
  return { kind: 'refused', code, description, migratedTo: parameters?.migrate_to_chat_id };
}

/** Names a network fault by its code or type. Never by its message, which holds the URL and so the token. */
function faultName(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const code = 'code' in error ? error.code : 'type' in error ? error.type : undefined;
  return typeof code === 'string' ? code : error.name;
}

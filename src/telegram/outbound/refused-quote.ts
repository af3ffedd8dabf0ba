import type { ApiResult } from '../api/bounded-api.ts';
import type { MessagePayload } from './payload.ts';

/** Whether Telegram refuses a message because what it quotes is not in the message that it replies to: that one was edited. */
export const isQuoteRefused = (result: ApiResult<unknown>): boolean =>
  result.kind === 'refused' && result.code === 400 && /quote/i.test(result.description);

/** Returns a message as no reply. A reply without its quote would show all of the message that it replies to. */
export function withoutReply(payload: MessagePayload): MessagePayload {
  const { reply_parameters: _reply, ...alone } = payload;
  return alone;
}

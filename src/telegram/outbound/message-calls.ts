import { z } from 'zod';
import type { Clock } from '../../runtime/clock.ts';
import type { Delivery, SendLimits } from '../../payments/messenger.ts';
import type { DueMessage } from '../../store/port/outbox.ts';
import { anyResult, type Api, type ApiResult } from '../api/bounded-api.ts';
import { deliveryOf } from './delivery.ts';
import type { DeletePayload, EditPayload, MessagePayload } from './payload.ts';
import { isQuoteRefused, withoutReply } from './refused-quote.ts';

export interface MessageCallsParts {
  readonly api: Api;
  /** Counts the extra calls that a simpler form of a message needs. */
  readonly limits: Pick<SendLimits, 'begin'>;
  readonly clock: Clock;
  /** Takes the time at Telegram, in epoch milliseconds, from a message that was just sent, and the steady time before the call. */
  readonly hear: (telegramAt: number, since: number) => void;
}

/** The calls that send, edit and delete one message, and what each result means for its delivery. */
export interface MessageCalls {
  send(to: DueMessage['row'], payload: MessagePayload): Promise<Delivery>;
  edit(chatId: number, payload: EditPayload): Promise<Delivery>;
  /** A message that is gone already counts as deleted. */
  remove(chatId: number, payload: DeletePayload): Promise<Delivery>;
}

const sentMessage = z.looseObject({ message_id: z.int(), date: z.int().optional().catch(undefined) });

export function messageCalls({ api, limits, clock, hear }: MessageCallsParts): MessageCalls {
  return {
    async send(to, payload) {
      const post = (body: object) => api.call('sendMessage', { chat_id: to.chatId, ...body }, sentMessage);
      const since = clock.steady();
      let result = await post(payload);
      for (const simpler of simplifications(payload, result)) {
        if (result.kind !== 'refused' || !isAboutForm(result)) break;
        limits.begin(to, clock.steady());
        result = await post(simpler);
      }
      if (result.kind === 'ok' && result.result.date !== undefined) hear(result.result.date * 1_000, since);
      return deliveryOf(result, ({ message_id }) => message_id);
    },
    async edit(chatId, payload) {
      const method = payload.text === undefined ? 'editMessageReplyMarkup' : 'editMessageText';
      const result = await api.call(method, { chat_id: chatId, ...payload }, anyResult);
      if (result.kind === 'refused' && /message is not modified/i.test(result.description))
        return { kind: 'delivered', messageId: undefined };
      return deliveryOf(result, () => undefined);
    },
    async remove(chatId, payload) {
      const result = await api.call('deleteMessage', { chat_id: chatId, ...payload }, anyResult);
      if (result.kind === 'refused' && /message to delete not found/i.test(result.description))
        return { kind: 'delivered', messageId: undefined };
      return deliveryOf(result, () => undefined);
    },
  };
}

/**
 * Simpler and simpler forms of a message that Telegram refuses for its form, such as a closed topic or a markup that it does not take. A
 * paid notice must not be lost because of a button. A quote that is no longer in the message, which was edited, takes the whole reply
 * with it: a reply without a quote shows all of the message.
 */
function* simplifications(
  payload: MessagePayload,
  refusal: ApiResult<unknown>,
): Generator<MessagePayload, void> {
  const isAboutQuote = isQuoteRefused(refusal);
  const form = isAboutQuote ? withoutReply(payload) : payload;
  if (isAboutQuote) yield form;
  const { message_thread_id: _topic, ...elsewhere } = form;
  if (form.message_thread_id !== undefined) yield elsewhere;
  yield { text: payload.text, link_preview_options: payload.link_preview_options };
}

/** Whether a refusal is a 400 about the message and not about the chat. */
const isAboutForm = ({ code, description, migratedTo }: ApiResult<never> & { kind: 'refused' }): boolean =>
  code === 400 && migratedTo === undefined && !CHAT_GONE.test(description);

const CHAT_GONE = /chat not found|PEER_ID_INVALID|chat was deactivated/i;

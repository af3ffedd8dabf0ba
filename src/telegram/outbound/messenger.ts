import { z } from 'zod';
import type { Clock } from '../../runtime/clock.ts';
import type { NewsPayload } from '../../domain/news.ts';
import type { DueMessage } from '../../store/port/outbox.ts';
import { isQuiet } from '../../domain/merchant-settings.ts';
import { isSummaryPayload, type AnnouncementPlace, type MismatchReport } from '../../domain/messages.ts';
import type { Charge } from '../../domain/charge.ts';
import type { Delivery, Messenger, SendLimits } from '../../payments/messenger.ts';
import { anyResult, type Api, type ApiResult } from '../api/bounded-api.ts';
import { messageIn } from './news.ts';
import {
  editPayload,
  messagePayload,
  type DeletePayload,
  type EditPayload,
  type MessagePayload,
} from './payload.ts';
import { cardText, kindOf, noticeButtons, noticeText, shownIn, type RenderContext } from './render.ts';
import { summaryMessage } from './summary-message.ts';
import type { ShopTime } from './times.ts';

export interface MessengerParts {
  readonly api: Api;
  /** Counts the extra calls that a simpler form of a message needs. */
  readonly limits: Pick<SendLimits, 'begin'>;
  readonly clock: Clock;
  readonly time: ShopTime;
  readonly confirmMs: number;
  /** Takes the time at Telegram, in epoch milliseconds, from a message that was just sent, and the steady time before the call. */
  readonly hear: (telegramAt: number, since: number) => void;
  /** The code of a one-time link, from the link's name. */
  readonly codeOf: (ref: string) => string;
}

const sentMessage = z.looseObject({ message_id: z.int(), date: z.int().optional().catch(undefined) });

/** Sends the outbox's messages to Telegram, at once: the notifier decides when. Texts about a charge are made when they are sent. */
export function telegramMessenger({
  api,
  limits,
  clock,
  time,
  confirmMs,
  codeOf,
  hear,
}: MessengerParts): Messenger {
  const context = (): RenderContext => ({
    time,
    now: clock.now(),
    steadyNow: clock.steady(),
    confirmMs,
  });

  const send = async (to: DueMessage['row'], payload: MessagePayload): Promise<Delivery> => {
    const post = (body: object) => api.call('sendMessage', { chat_id: to.chatId, ...body }, sentMessage);
    const since = clock.steady();
    let result = await post(payload);
    for (const simpler of simplifications(payload)) {
      if (result.kind !== 'refused' || !isAboutForm(result)) break;
      limits.begin(to, clock.steady());
      result = await post(simpler);
    }
    if (result.kind === 'ok' && result.result.date !== undefined) hear(result.result.date * 1_000, since);
    return deliveryOf(result, ({ message_id }) => message_id);
  };

  const edit = async (chatId: number, payload: EditPayload): Promise<Delivery> => {
    const method = payload.text === undefined ? 'editMessageReplyMarkup' : 'editMessageText';
    const result = await api.call(method, { chat_id: chatId, ...payload }, anyResult);
    if (result.kind === 'refused' && /message is not modified/i.test(result.description)) {
      return { kind: 'delivered', messageId: undefined };
    }
    return deliveryOf(result, () => undefined);
  };

  /** A message that is gone already counts as deleted. */
  const remove = async (chatId: number, payload: DeletePayload): Promise<Delivery> => {
    const result = await api.call('deleteMessage', { chat_id: chatId, ...payload }, anyResult);
    return deliveryOf(result, () => undefined);
  };

  return {
    async send(message: DueMessage) {
      const { row, charge } = message;
      switch (row.kind) {
        // Only telegram/ puts these payloads into the outbox, so their shapes are known.
        case 'message':
          if (isSummaryPayload(row.payload)) {
            const summary = summaryMessage(row.payload, message, context());
            if (summary === undefined) return { kind: 'impossible', why: 'it names no charge' };
            return await send(row, summary);
          }
          return await send(row, messageIn(row.payload as MessagePayload | NewsPayload, codeOf));
        case 'edit':
          return await edit(row.chatId, row.payload as EditPayload);
        case 'delete':
          return await remove(row.chatId, row.payload as DeletePayload);
        case 'card':
        case 'notice':
        case 'announcement':
          if (charge === undefined) return { kind: 'impossible', why: 'it names no charge' };
          return await send(row, aboutCharge(message, charge, context()));
      }
    },
    async showCard(charge) {
      const { chatId, cardMessageId } = charge.message ?? { chatId: 0, cardMessageId: null };
      if (cardMessageId === null) return { kind: 'impossible', why: 'there is no card' };
      return await edit(chatId, editPayload(cardMessageId, cardText(shownIn(charge), context())));
    },
  };
}

function aboutCharge(
  { row, quietHours, mayMarkPaid }: DueMessage,
  charge: Charge,
  context: RenderContext,
): MessagePayload {
  const { notice, chatId } = row;
  if (notice !== null && row.kind === 'announcement') {
    const { threadId, language, shop, report } = row.payload as AnnouncementPlace;
    const seen = shownIn({ ...charge, ...report }, { language, chatKind: kindOf(chatId), shop });
    // A person who hears of a payment that does not fit can decide on it. Other buttons belong to the chat that asked.
    const rows = report === undefined ? [] : noticeButtons(seen, notice);
    return messagePayload(noticeText(seen, notice, context), {
      threadId,
      silent: quietHours !== null && isQuiet(quietHours, context.time.minuteOfDay(context.now)),
      ...(rows.length === 0 ? {} : { markup: { kind: 'buttons', rows } }),
    });
  }
  const home = chatId === charge.message?.chatId ? charge.message : undefined;
  const report = row.payload as MismatchReport | null;
  const seen = shownIn({ ...charge, ...report }, { chatKind: home?.chatKind ?? kindOf(chatId) });
  const place =
    home === undefined
      ? {}
      : { threadId: home.threadId, replyTo: home.commandMessageId ?? home.cardMessageId };
  if (notice === null) return messagePayload(cardText(seen, context), { ...place, silent: true });
  const rows = noticeButtons(seen, notice, mayMarkPaid);
  return messagePayload(noticeText(seen, notice, context), {
    ...place,
    // The end of a watch need not wake anybody.
    silent: notice === 'expired',
    ...(rows.length === 0 ? {} : { markup: { kind: 'buttons', rows } }),
  });
}

/**
 * Simpler and simpler forms of a message that Telegram refuses for its form, such as a closed topic or a markup that it does not take. A
 * paid notice must not be lost because of a button.
 */
function* simplifications(payload: MessagePayload): Generator<MessagePayload> {
  const { message_thread_id: _topic, ...elsewhere } = payload;
  if (payload.message_thread_id !== undefined) yield elsewhere;
  yield { text: payload.text, link_preview_options: payload.link_preview_options };
}

/** Whether a refusal is a 400 about the message and not about the chat. */
const isAboutForm = ({ code, description, migratedTo }: ApiResult<never> & { kind: 'refused' }): boolean =>
  code === 400 && migratedTo === undefined && !CHAT_GONE.test(description);

const CHAT_GONE = /chat not found|PEER_ID_INVALID|chat was deactivated/i;

function deliveryOf<T>(result: ApiResult<T>, messageId: (result: T) => number | undefined): Delivery {
  switch (result.kind) {
    case 'ok':
      return { kind: 'delivered', messageId: messageId(result.result) };
    case 'limited':
      return { kind: 'later', afterMs: result.retryAfterMs, why: 'limited' };
    case 'fault':
      return { kind: 'later', afterMs: undefined, why: result.why };
    case 'refused':
      if (result.migratedTo !== undefined) return { kind: 'moved', toChatId: result.migratedTo };
      // The token is wrong, not the message. The operator can correct it.
      if (result.code === 401 || result.code === 404)
        return { kind: 'later', afterMs: undefined, why: result.description };
      return { kind: 'impossible', why: result.description };
  }
}

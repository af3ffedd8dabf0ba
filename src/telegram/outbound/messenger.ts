import { z } from 'zod';
import type { Clock } from '../../runtime/clock.ts';
import type { NewsPayload } from '../../domain/news.ts';
import type { DueMessage } from '../../store/port/outbox.ts';
import type { Board } from '../../domain/collection.ts';
import { isSummaryPayload } from '../../domain/messages.ts';
import { isShownOnBoard } from '../../payments/deliver.ts';
import type { Delivery, Messenger, SendLimits } from '../../payments/messenger.ts';
import type { MakeFile } from '../../reports/made-file.ts';
import { anyResult, type Api, type ApiResult } from '../api/bounded-api.ts';
import { aboutCharge, boardPayload } from './about-charge.ts';
import { boardButtons, boardText } from './board.ts';
import { deliveryOf } from './delivery.ts';
import { fileSender, withoutFile } from './files.ts';
import { messageIn } from './news.ts';
import {
  editPayload,
  type DeletePayload,
  type EditPayload,
  type FilePayload,
  type MessagePayload,
} from './payload.ts';
import { cardButtons } from './charge-buttons.ts';
import { isQuoteRefused, withoutReply } from './refused-quote.ts';
import { cardText } from './render.ts';
import { shownIn, type RenderContext } from './shown-charge.ts';
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
  readonly makeFile: MakeFile;
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
  makeFile,
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
    for (const simpler of simplifications(payload, result)) {
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
    if (result.kind === 'refused' && /message to delete not found/i.test(result.description))
      return { kind: 'delivered', messageId: undefined };
    return deliveryOf(result, () => undefined);
  };

  /** Edits a collection's board, or sends a new one if there is none any more. */
  const showBoard = async (row: DueMessage['row'], board: Board): Promise<Delivery> => {
    const { boardMessageId } = board.collection;
    const [text, rows] = [boardText(board, context()), boardButtons(board)];
    if (boardMessageId !== null) {
      const edited = await edit(row.chatId, editPayload(boardMessageId, text, rows));
      if (edited.kind !== 'impossible') return edited;
      limits.begin(row, clock.steady());
    }
    return await send(row, boardPayload(board, text, rows));
  };

  const files = fileSender({ api, makeFile, clock });

  return {
    async send(message: DueMessage) {
      const { row, charge } = message;
      switch (row.kind) {
        // Only telegram/ puts these payloads into the outbox, so their shapes are known.
        case 'message': {
          const payload = isSummaryPayload(row.payload)
            ? summaryMessage(row.payload, message, context())
            : (row.payload as MessagePayload | NewsPayload | FilePayload);
          if (payload === undefined) return { kind: 'impossible', why: 'it names no charge' };
          if ('file' in payload)
            return (await files(row, payload)) ?? (await send(row, withoutFile(payload)));
          return await send(row, messageIn(payload, codeOf));
        }
        case 'edit':
          return await edit(row.chatId, row.payload as EditPayload);
        case 'delete':
          return await remove(row.chatId, row.payload as DeletePayload);
        case 'card':
        case 'notice':
        case 'announcement':
          if (isShownOnBoard(message)) return await showBoard(row, message.board);
          if (charge === undefined) return { kind: 'impossible', why: 'it names no charge' };
          return await send(row, aboutCharge(message, charge, context()));
      }
    },
    async showCard(charge) {
      const { message } = charge;
      if (message === null || message.cardMessageId === null)
        return { kind: 'impossible', why: 'there is no card' };
      const { chatId, cardMessageId } = message;
      if (message.noticeMessageId !== null) {
        const removed = await remove(chatId, { message_id: cardMessageId });
        if (removed.kind === 'delivered') return { kind: 'gone' };
        // A message older than two days may not be deleted. It shows the end instead.
        if (removed.kind !== 'impossible') return removed;
      }
      const shown = shownIn(charge);
      const at = context();
      return await edit(chatId, editPayload(cardMessageId, cardText(shown, at), cardButtons(shown, at)));
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

import { z } from 'zod';
import type { Clock } from '../../runtime/clock.ts';
import type { NewsPayload } from '../../domain/news.ts';
import type { DueMessage } from '../../store/port/outbox.ts';
import { isQuiet } from '../../domain/merchant-settings.ts';
import { isSummaryPayload, type AnnouncementPlace, type MismatchReport } from '../../domain/messages.ts';
import type { Charge, ChargeMessage } from '../../domain/charge.ts';
import type { Delivery, Messenger, SendLimits } from '../../payments/messenger.ts';
import type { MakeFile } from '../../reports/made-file.ts';
import { anyResult, type Api, type ApiResult } from '../api/bounded-api.ts';
import { deliveryOf } from './delivery.ts';
import { fileSender, withoutFile } from './files.ts';
import { messageIn } from './news.ts';
import {
  editPayload,
  messagePayload,
  replyInGroup,
  type DeletePayload,
  type EditPayload,
  type FilePayload,
  type Keyboard,
  type Markup,
  type MessagePayload,
  type Reply,
} from './payload.ts';
import { cardButtons, noticeButtons } from './charge-buttons.ts';
import { isQuoteRefused, withoutReply } from './refused-quote.ts';
import { cardText, noticeText } from './render.ts';
import { kindOf, shownIn, type RenderContext } from './shown-charge.ts';
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
    const rows = report === undefined ? [] : noticeButtons(seen, notice, context);
    const silent = quietHours !== null && isQuiet(quietHours, context.time.minuteOfDay(context.now));
    return messagePayload(noticeText(seen, notice, context), { threadId, silent, ...underneath(rows) });
  }
  const home = chatId === charge.message?.chatId ? charge.message : undefined;
  const report = row.payload as MismatchReport | null;
  const seen = shownIn({ ...charge, ...report }, { chatKind: home?.chatKind ?? kindOf(chatId) });
  const place =
    home === undefined
      ? {}
      : // Not to the card, which goes.
        { threadId: home.threadId, replyTo: replyTo(home) };
  if (notice === null) {
    const rows = cardButtons(seen, context);
    return messagePayload(cardText(seen, context), { ...place, silent: true, ...underneath(rows) });
  }
  const rows = noticeButtons(seen, notice, context, mayMarkPaid);
  return messagePayload(noticeText(seen, notice, context), {
    ...place,
    // The end of a watch need not wake anybody.
    silent: notice === 'expired',
    ...underneath(rows),
  });
}

/** The command that asked for a charge. In private nobody else sees the whole of it. */
function replyTo({ chatKind, commandMessageId, commandWord }: ChargeMessage): Reply | undefined {
  if (chatKind === 'group') return replyInGroup(commandMessageId, commandWord);
  return commandMessageId === null ? undefined : { messageId: commandMessageId };
}

const underneath = (rows: Keyboard): { readonly markup?: Markup } =>
  rows.length === 0 ? {} : { markup: { kind: 'buttons', rows } };

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

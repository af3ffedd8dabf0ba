import type { Charge } from '../../domain/charge.ts';
import type { Board } from '../../domain/collection.ts';
import { isSummaryPayload } from '../../domain/messages.ts';
import type { NewsPayload } from '../../domain/news.ts';
import { isShownOnBoard } from '../../payments/deliver.ts';
import type { CardGone, Delivery, Messenger } from '../../payments/messenger.ts';
import type { MakeFile } from '../../reports/made-file.ts';
import type { DueMessage } from '../../store/port/outbox.ts';
import { aboutCharge, boardPayload } from './about-charge.ts';
import { boardButtons, boardText } from './board.ts';
import { cardButtons } from './charge-buttons.ts';
import { fileSender, withoutFile } from './files.ts';
import { messageCalls, type MessageCalls, type MessageCallsParts } from './message-calls.ts';
import { messageIn } from './news.ts';
import {
  editPayload,
  type DeletePayload,
  type EditPayload,
  type FilePayload,
  type MessagePayload,
} from './payload.ts';
import { cardText } from './render.ts';
import { shownIn, type RenderContext } from './shown-charge.ts';
import { summaryMessage } from './summary-message.ts';
import type { MerchantTime } from './times.ts';

export interface MessengerParts extends MessageCallsParts {
  readonly time: MerchantTime;
  readonly confirmMs: number;
  /** The code of a one-time link, from the link's name. */
  readonly codeOf: (ref: string) => string;
  readonly makeFile: MakeFile;
}

/** Sends the outbox's messages to Telegram, at once: the notifier decides when. Texts about a charge are made when they are sent. */
export function telegramMessenger(parts: MessengerParts): Messenger {
  const { limits, clock, time, confirmMs, codeOf } = parts;
  const context = (): RenderContext => ({ time, now: clock.now(), steadyNow: clock.steady(), confirmMs });
  const calls = messageCalls(parts);
  const { send, edit, remove } = calls;
  const sendFile = fileSender(parts);

  /** Sends a message that is not about a charge's state. */
  const sendMessage = async (message: DueMessage): Promise<Delivery> => {
    const { row } = message;
    const payload = isSummaryPayload(row.payload)
      ? summaryMessage(row.payload, message, context())
      : (row.payload as MessagePayload | NewsPayload | FilePayload);
    if (payload === undefined) return { kind: 'impossible', why: 'it names no charge' };
    if ('file' in payload) return (await sendFile(row, payload)) ?? (await send(row, withoutFile(payload)));
    return await send(row, messageIn(payload, codeOf));
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

  return {
    async send(message: DueMessage) {
      const { row, charge } = message;
      switch (row.kind) {
        // Only telegram/ puts these payloads into the outbox, so their shapes are known.
        case 'message':
          return await sendMessage(message);
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
    showCard: (charge) => showCard(calls, charge, context),
  };
}

/** Edits the card of a charge. Deletes it once a notice below it says all that it says. */
async function showCard(
  { edit, remove }: MessageCalls,
  charge: Charge,
  context: () => RenderContext,
): Promise<Delivery | CardGone> {
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
}

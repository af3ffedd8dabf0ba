import type { Charge, ChargeMessage } from '../../domain/charge.ts';
import type { Board } from '../../domain/collection.ts';
import { isQuiet } from '../../domain/merchant-settings.ts';
import type { AnnouncementPlace, MismatchReport, NoticeKind } from '../../domain/messages.ts';
import type { DueMessage } from '../../store/port/outbox.ts';
import type { Text } from '../locales/locale.ts';
import { completionText, isComplete } from './board.ts';
import { cardButtons, noticeButtons } from './charge-buttons.ts';
import {
  messagePayload,
  replyInGroup,
  type Keyboard,
  type Markup,
  type MessagePayload,
  type Reply,
} from './payload.ts';
import { cardText, noticeText } from './render.ts';
import { kindOf, shownIn, type RenderContext } from './shown-charge.ts';

/** The message of an announcement, a card or a notice. Its words are chosen now, when it is sent. */
export function aboutCharge(
  { row, board, quietHours, mayMarkPaid }: DueMessage,
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
      : // The reply is to the command, because the card is deleted.
        { threadId: home.threadId, replyTo: replyTo(home) };
  if (notice === null) {
    const rows = cardButtons(seen, context);
    return messagePayload(cardText(seen, context), { ...place, silent: true, ...underneath(rows) });
  }
  // The board's chat is not the charge's if the group was unlinked meanwhile.
  if (board?.collection.chatId === chatId && isPayment(notice) && isComplete(board))
    return messagePayload(completionText(board, charge), {
      threadId: board.collection.threadId,
      replyTo: boardReply(board),
    });
  const rows = noticeButtons(seen, notice, context, mayMarkPaid);
  return messagePayload(noticeText(seen, notice, context), {
    ...place,
    // The end of a watch is no reason to ring a phone.
    silent: notice === 'expired',
    ...underneath(rows),
  });
}

/** The command that asked for a charge or a collection. In private nobody else sees the whole of it. */
function replyTo({
  chatKind,
  commandMessageId,
  commandWord,
}: Pick<ChargeMessage, 'chatKind' | 'commandMessageId' | 'commandWord'>): Reply | undefined {
  if (chatKind === 'group') return replyInGroup(commandMessageId, commandWord);
  return commandMessageId === null ? undefined : { messageId: commandMessageId };
}

/** The board, as a new message. It makes no sound. */
export const boardPayload = ({ collection }: Board, text: Text, rows: Keyboard): MessagePayload =>
  messagePayload(text, {
    threadId: collection.threadId,
    replyTo: replyTo(collection),
    silent: true,
    ...underneath(rows),
  });

const boardReply = ({ collection: { boardMessageId } }: Board): Reply | undefined =>
  boardMessageId === null ? undefined : { messageId: boardMessageId };

const isPayment = (notice: NoticeKind): boolean => notice === 'paid' || notice === 'paid_late';

const underneath = (rows: Keyboard): { readonly markup?: Markup } =>
  rows.length === 0 ? {} : { markup: { kind: 'buttons', rows } };

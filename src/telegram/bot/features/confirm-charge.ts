import { bold, fmt } from 'telegraf/format';
import { formatKes } from '../../../domain/amount.ts';
import { networkOf } from '../../../domain/msisdn.ts';
import { DRAFT_LIFE_MS, type ConfirmationReason } from '../../../domain/draft.ts';
import type { Confirmation } from '../../../payments/create-charge.ts';
import { button } from '../callback-data.ts';
import { newToken } from '../bot-services.ts';
import { lines, type Keyboard } from '../../outbound/payload.ts';
import { phoneFor, shopLine } from '../../outbound/render.ts';
import type { Turn } from '../turn.ts';
import type { Text } from '../../locales/locale.ts';
import type { ChargeIntent } from './charge-intent.ts';

/** Shows what is about to be charged and the reasons to confirm it, with Send and Cancel under it. */
export function askFirst(turn: Turn, intent: ChargeIntent, questions: readonly Confirmation[]): void {
  const token = newToken();
  const reasons: ConfirmationReason[] = [
    ...new Set([...intent.accepted, ...questions.map(({ reason }) => reason)]),
  ];
  turn.putDraft({
    chatId: turn.chatId,
    userId: turn.userId,
    merchantId: intent.merchantId,
    token,
    step: 'confirm',
    msisdn: intent.msisdn,
    amountKes: intent.amountKes,
    note: intent.note,
    // The bot asks about a late message each time that it is late. It shows the other reasons once.
    shownReasons: reasons.filter((reason) => reason !== 'stale'),
    threadId: intent.threadId,
    commandMessageId: intent.commandMessageId,
    askedAt: turn.at,
    expiresAt: turn.at + DRAFT_LIFE_MS,
    ...(intent.questionMessageId === undefined ? {} : { promptMessageId: intent.questionMessageId }),
  });
  const text = questionText(turn, intent, questions);
  const rows = questionButtons(turn, token, questions);
  if (intent.questionMessageId === undefined)
    turn.say(text, { markup: { kind: 'buttons', rows }, draftToken: token });
  else turn.edit(intent.questionMessageId, text, rows);
}

function questionText(turn: Turn, intent: ChargeIntent, questions: readonly Confirmation[]): Text {
  const phone = phoneFor(turn.chatKind, intent.msisdn);
  const reasons = questions.map((question) => {
    const other = 'other' in question ? question.other : undefined;
    return turn.words.confirmationReason[question.reason]({
      phone,
      written: 'written' in question ? question.written : '',
      amount: formatKes(intent.amountKes),
      network: networkOf(intent.msisdn),
      other: other === undefined ? '' : `#${other.number}, ${formatKes(other.amountKes)}`,
      ago:
        other === undefined
          ? ''
          : turn.words.ago(Math.max(0, Math.round((turn.at - other.createdAt) / 1_000))),
    });
  });
  return lines(
    fmt`${bold(turn.words.confirm({ amount: formatKes(intent.amountKes), phone }))}`,
    shopLine(intent.shop, turn.words),
    intent.note === null ? undefined : `📝 ${intent.note}`,
    ...reasons.filter((reason) => reason !== '').map((reason) => `⚠️ ${reason}`),
  );
}

function questionButtons(turn: Turn, token: string, questions: readonly Confirmation[]): Keyboard {
  const { buttons } = turn.words;
  const has = (reason: ConfirmationReason): boolean =>
    questions.some((question) => question.reason === reason);
  const go = has('repeat') ? buttons.chargeAgain : has('off-network') ? buttons.chargeAnyway : buttons.send;
  return [[button(go, { kind: 'send', token }), button(buttons.cancel, { kind: 'leave', token })]];
}

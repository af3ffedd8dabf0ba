import { bold, fmt } from 'telegraf/format';
import { formatKes } from '../../../domain/amount.ts';
import type { AmountAndNote } from '../../../domain/charge-request.ts';
import { networkOf, type Msisdn } from '../../../domain/msisdn.ts';
import { DRAFT_LIFE_MS, type ConfirmationReason } from '../../../domain/draft.ts';
import type { Membership } from '../../../store/port/members.ts';
import type { Confirmation } from '../../../payments/create-charge.ts';
import { button } from '../callback-data.ts';
import { newToken, type BotServices } from '../bot-services.ts';
import { lines, type Keyboard } from '../../outbound/payload.ts';
import { shopLine } from '../../outbound/render.ts';
import type { Turn } from '../turn.ts';
import type { Text } from '../../locales/locale.ts';
import type { ChargeIntent } from './charge-intent.ts';
import { customerFor } from './customer-for.ts';
import { quoted } from './refusal.ts';

/** Shows what is about to be charged and the reasons to confirm it, with Send and Cancel under it. */
export async function askFirst(
  services: BotServices,
  turn: Turn,
  intent: ChargeIntent,
  questions: readonly Confirmation[],
): Promise<void> {
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
    contactName: intent.contactName ?? null,
    amountKes: intent.amountKes,
    note: intent.note,
    // The bot asks about a late message each time that it is late. It shows the other reasons once.
    shownReasons: reasons.filter((reason) => reason !== 'stale'),
    threadId: intent.threadId,
    commandMessageId: intent.commandMessageId,
    commandWord: intent.commandWord,
    askedAt: turn.at,
    expiresAt: turn.at + DRAFT_LIFE_MS,
    ...(intent.questionMessageId === undefined ? {} : { promptMessageId: intent.questionMessageId }),
  });
  const text = questionText(turn, intent, await customerFor(services, turn, intent), questions);
  const rows = questionButtons(turn, token, questions);
  if (intent.questionMessageId === undefined)
    turn.say(text, { markup: { kind: 'buttons', rows }, draftToken: token });
  else turn.edit(intent.questionMessageId, text, rows);
}

/** A charge that was put together in a conversation, or asked for without a command. */
export interface Wanted {
  readonly msisdn: Msisdn;
  /** The name in the contact that the number came from. */
  readonly contactName?: string | null;
  readonly amount: Exclude<AmountAndNote, { readonly kind: 'refused' }>;
  readonly commandMessageId: number | null;
  readonly commandWord: string | null;
  readonly threadId: number | null;
}

/**
 * Shows phone, amount and note of a charge, with Send and Cancel. Nothing is charged without Send.
 *
 * @param hasSeveral whether the person could have meant another shop
 * @param questionMessageId the bot's message that becomes the question; undefined for a new one
 */
export async function askToSend(
  services: BotServices,
  turn: Turn,
  { merchantId, merchantName }: Membership,
  hasSeveral: boolean,
  { msisdn, contactName = null, amount, commandMessageId, commandWord, threadId }: Wanted,
  questionMessageId?: number,
): Promise<void> {
  const intent: ChargeIntent = {
    merchantId,
    shop: hasSeveral ? merchantName : null,
    msisdn,
    contactName,
    amountKes: amount.amountKes,
    note: amount.note ?? null,
    idempotencyKey: '',
    requestedAt: turn.at,
    commandMessageId,
    commandWord,
    threadId,
    questionMessageId,
    accepted: [],
  };
  const unusual: readonly Confirmation[] =
    amount.kind === 'to-confirm' ? [{ reason: 'unusual-amount', written: quoted(amount.amountText) }] : [];
  await askFirst(services, turn, intent, [{ reason: 'conversation' }, ...unusual]);
}

function questionText(
  turn: Turn,
  intent: ChargeIntent,
  phone: string,
  questions: readonly Confirmation[],
): Text {
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

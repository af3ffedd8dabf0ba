import { bold, fmt } from 'telegraf/format';
import { formatKes, type AmountKes } from '../../../domain/amount.ts';
import { networkOf, type Msisdn } from '../../../domain/msisdn.ts';
import type { ChargeRequest } from '../../../domain/charge.ts';
import type { ConfirmationReason } from '../../../domain/draft.ts';
import type { Confirmation, CreateChargeResult } from '../../../payments/create-charge.ts';
import { button } from '../callback-data.ts';
import { newToken, type BotServices } from '../bot-services.ts';
import { resumeButtons } from '../../outbound/restore-hold.ts';
import { lines, type Keyboard } from '../../outbound/payload.ts';
import { phoneFor } from '../../outbound/render.ts';
import type { Turn } from '../turn.ts';
import type { Text } from '../../locales/locale.ts';
import { isOperator } from './memberships.ts';

/** How long a question stays open. */
export const DRAFT_LIFE_MS = 15 * 60_000;

/** What a person wants to charge, and where the request came from. */
export interface ChargeIntent {
  readonly merchantId: number;
  /** The shop's name, if the person could have meant another shop. */
  readonly shop: string | null;
  readonly msisdn: Msisdn;
  readonly amountKes: AmountKes;
  /** The amount as the person wrote it, if the person should first see how it was read. */
  readonly amountToConfirm?: string;
  readonly note: string | null;
  /** One charge per key, however often the request arrives. */
  readonly idempotencyKey: string;
  /** When the person asked, in epoch milliseconds of the machine's clock. */
  readonly requestedAt: number;
  readonly commandMessageId: number | null;
  readonly threadId: number | null;
  /** The bot's question that was answered. It becomes the card, or the next question. */
  readonly questionMessageId: number | undefined;
  /** Reasons to confirm that the person has seen and accepted. */
  readonly accepted: readonly ConfirmationReason[];
}

/**
 * Creates a charge, or asks for confirmation first.
 *
 * @returns `taken` or `already` if the charge is new or existed before; then the turn is committed. Otherwise the turn holds the question
 *   or the refusal, and the caller commits it.
 */
export async function requestCharge(
  services: BotServices,
  turn: Turn,
  intent: ChargeIntent,
): Promise<'taken' | 'already' | 'asked' | 'refused'> {
  const asked: ChargeRequest = {
    merchantId: intent.merchantId,
    idempotencyKey: intent.idempotencyKey,
    msisdn: intent.msisdn,
    amountKes: intent.amountKes,
    note: intent.note,
    userId: turn.userId,
    requestedAt: intent.requestedAt,
    message: {
      chatId: turn.chatId,
      chatKind: turn.chatKind,
      threadId: intent.threadId,
      commandMessageId: intent.commandMessageId,
      userName: turn.userName,
      language: turn.words.language,
      shop: intent.shop,
      cardMessageId: intent.questionMessageId,
    },
  };
  turn.dropDraft(turn);
  const { amountToConfirm } = intent;
  const raised: readonly Confirmation[] =
    amountToConfirm === undefined ? [] : [{ reason: 'unusual-amount', written: amountToConfirm }];
  const result = await services.payments.createCharge(asked, intent.accepted, turn.effects(), raised);
  switch (result.kind) {
    case 'taken':
    case 'already':
      return result.kind;
    case 'held':
    case 'refused':
    case 'prompt-open':
    case 'capped':
      // The question of a pressed button stays open with its buttons, so that the person need not type again.
      turn.forget();
      if (intent.questionMessageId !== undefined) turn.keepDraft();
      if (result.kind === 'held') await sayHeld(services, turn, result.since);
      else turn.say(reasonOf(services, turn, intent, result));
      return 'refused';
    case 'ask':
      askFirst(turn, intent, result.questions);
      return 'asked';
  }
}

/** Says that no push is sent until an operator resumes. An operator gets the button for it. */
async function sayHeld(services: BotServices, turn: Turn, since: number): Promise<void> {
  if (!(await isOperator(services, turn.userId))) return turn.say(turn.words.onHoldForOthers);
  const when = services.time.moment(since, turn.at, turn.words.locale);
  turn.say(turn.words.onHold(when), { markup: { kind: 'buttons', rows: resumeButtons(turn.words, since) } });
}

/** Says why no push is sent, and when one can be. */
function reasonOf(
  services: BotServices,
  turn: Turn,
  intent: ChargeIntent,
  result: CreateChargeResult & { kind: 'refused' | 'prompt-open' | 'capped' },
): string {
  const { words, at } = turn;
  const phone = phoneFor(turn.chatKind, intent.msisdn);
  switch (result.kind) {
    case 'refused':
      return words.refused[result.why](phone);
    case 'prompt-open': {
      const { other, freeAt } = result;
      // What another shop charges is not shown here.
      const what =
        other.merchantId === intent.merchantId
          ? `#${other.number}, ${formatKes(other.amountKes)}`
          : undefined;
      return words.promptOpen({
        phone,
        other: what,
        again: words.span(Math.max(1, Math.ceil((freeAt - at) / 1_000))),
      });
    }
    case 'capped': {
      const { of, count, withinMs, freeAt } = result.cap;
      const within = words.span(Math.round(withinMs / 1_000));
      return words.capped[of]({
        phone,
        count,
        within,
        again: services.time.moment(freeAt, at, words.locale),
      });
    }
  }
}

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
    intent.shop === null ? undefined : `🏪 ${intent.shop}`,
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

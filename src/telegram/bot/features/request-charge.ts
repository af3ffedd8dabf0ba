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
import { isOperator } from './staff.ts';

/** How long a question may be answered. */
export const DRAFT_LIFE_MS = 15 * 60_000;

/** What a person wants to charge, and how that came about. */
export interface ChargeIntent {
  readonly merchantId: number;
  /** The shop's name, where the person could have meant another. */
  readonly shop: string | null;
  readonly msisdn: Msisdn;
  readonly amountKes: AmountKes;
  /** The amount in the person's own words, where they should see first what it was read as. */
  readonly amountToConfirm?: string;
  readonly note: string | null;
  /** One charge per key, however often the wish arrives. */
  readonly idempotencyKey: string;
  /** When the person said so. */
  readonly requestedAt: number;
  readonly commandMessageId: number | null;
  readonly threadId: number | null;
  /** A question of ours that was answered: it becomes the card, or the next question. */
  readonly questionMessageId: number | undefined;
  /** Doubts that the person was shown and pushed through. */
  readonly accepted: readonly ConfirmationReason[];
}

/** Charges, or asks first. Commits the turn in both cases where something is taken; otherwise leaves that to the caller. */
export async function requestCharge(
  services: BotServices,
  turn: Turn,
  wish: ChargeIntent,
): Promise<'taken' | 'already' | 'asked' | 'refused'> {
  const asked: ChargeRequest = {
    merchantId: wish.merchantId,
    idempotencyKey: wish.idempotencyKey,
    msisdn: wish.msisdn,
    amountKes: wish.amountKes,
    note: wish.note,
    userId: turn.userId,
    requestedAt: wish.requestedAt,
    message: {
      chatId: turn.chatId,
      chatKind: turn.chatKind,
      threadId: wish.threadId,
      commandMessageId: wish.commandMessageId,
      userName: turn.userName,
      language: turn.words.language,
      shop: wish.shop,
      cardMessageId: wish.questionMessageId,
    },
  };
  turn.dropDraft(turn);
  const { amountToConfirm } = wish;
  const raised: readonly Confirmation[] =
    amountToConfirm === undefined ? [] : [{ reason: 'unusual-amount', written: amountToConfirm }];
  const result = await services.payments.createCharge(asked, wish.accepted, turn.effects(), raised);
  switch (result.kind) {
    case 'taken':
    case 'already':
      return result.kind;
    case 'held':
    case 'refused':
    case 'prompt-open':
    case 'capped':
      // A button that was pressed stays as it was, and its question open: nothing need be typed again.
      turn.forget();
      if (wish.questionMessageId !== undefined) turn.keepDraft();
      if (result.kind === 'held') await sayHeld(services, turn, result.since);
      else turn.say(reasonOf(services, turn, wish, result));
      return 'refused';
    case 'ask':
      askFirst(turn, wish, result.questions);
      return 'asked';
  }
}

/** Says that nothing is sent until a person who runs this bot says to go on, to whom it shows the button for it. */
async function sayHeld(services: BotServices, turn: Turn, since: number): Promise<void> {
  if (!(await isOperator(services, turn.userId))) return turn.say(turn.words.heldByOthers);
  const when = services.time.moment(since, turn.at, turn.words.locale);
  turn.say(turn.words.held(when), { markup: { kind: 'buttons', rows: resumeButtons(turn.words, since) } });
}

/** Why nothing is sent, and when it can be. */
function reasonOf(
  services: BotServices,
  turn: Turn,
  wish: ChargeIntent,
  result: CreateChargeResult & { kind: 'refused' | 'prompt-open' | 'capped' },
): string {
  const { words, at } = turn;
  const phone = phoneFor(turn.chatKind, wish.msisdn);
  switch (result.kind) {
    case 'refused':
      return words.refused[result.why](phone);
    case 'prompt-open': {
      const { other, freeAt } = result;
      // Another shop's business is nobody's here.
      const what =
        other.merchantId === wish.merchantId ? `#${other.number}, ${formatKes(other.amountKes)}` : undefined;
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

/** Shows what is about to be charged, with the reasons to look twice, and Send and Cancel under it. */
export function askFirst(turn: Turn, wish: ChargeIntent, questions: readonly Confirmation[]): void {
  const token = newToken();
  const doubts: ConfirmationReason[] = [
    ...new Set([...wish.accepted, ...questions.map(({ reason }) => reason)]),
  ];
  turn.putDraft({
    chatId: turn.chatId,
    userId: turn.userId,
    merchantId: wish.merchantId,
    token,
    step: 'confirm',
    msisdn: wish.msisdn,
    amountKes: wish.amountKes,
    note: wish.note,
    // A late message is asked about each time that it is late; the others need to be shown once.
    doubts: doubts.filter((doubt) => doubt !== 'stale'),
    threadId: wish.threadId,
    commandMessageId: wish.commandMessageId,
    askedAt: turn.at,
    expiresAt: turn.at + DRAFT_LIFE_MS,
    ...(wish.questionMessageId === undefined ? {} : { promptMessageId: wish.questionMessageId }),
  });
  const text = questionText(turn, wish, questions);
  const rows = questionButtons(turn, token, questions);
  if (wish.questionMessageId === undefined)
    turn.say(text, { markup: { kind: 'buttons', rows }, draftToken: token });
  else turn.edit(wish.questionMessageId, text, rows);
}

function questionText(turn: Turn, wish: ChargeIntent, questions: readonly Confirmation[]): Text {
  const phone = phoneFor(turn.chatKind, wish.msisdn);
  const reasons = questions.map((question) => {
    const other = 'other' in question ? question.other : undefined;
    return turn.words.doubt[question.reason]({
      phone,
      written: 'written' in question ? question.written : '',
      amount: formatKes(wish.amountKes),
      network: networkOf(wish.msisdn),
      other: other === undefined ? '' : `#${other.number}, ${formatKes(other.amountKes)}`,
      ago:
        other === undefined
          ? ''
          : turn.words.ago(Math.max(0, Math.round((turn.at - other.createdAt) / 1_000))),
    });
  });
  return lines(
    fmt`${bold(turn.words.confirm({ amount: formatKes(wish.amountKes), phone }))}`,
    wish.shop === null ? undefined : `🏪 ${wish.shop}`,
    wish.note === null ? undefined : `📝 ${wish.note}`,
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

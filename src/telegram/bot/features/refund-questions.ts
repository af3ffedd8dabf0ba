import { bold } from 'telegraf/format';
import { formatKes, type AmountKes } from '../../../domain/amount.ts';
import type { Charge } from '../../../domain/charge.ts';
import { DRAFT_LIFE_MS, type RefundStep } from '../../../domain/draft.ts';
import { REFUND_REASONS, TAKE_BACK_REASONS, type Refund, type UsualReason } from '../../../domain/refund.ts';
import type { Text } from '../../locales/locale.ts';
import { lines, type Keyboard } from '../../outbound/payload.ts';
import { newToken } from '../bot-services.ts';
import { button } from '../callback-data.ts';
import type { Turn } from '../turn.ts';

/** Where a question is asked. */
export interface Asking {
  /** The message that becomes the question, after a press; undefined to ask in a new one. */
  readonly messageId?: number;
  /** What was wrong with the answer before. */
  readonly problem?: string;
}

/** Asks how much of a charge went back: all that is left, or a part. */
export function askHowMuch(turn: Turn, charge: Charge, leftKes: AmountKes, asking: Asking = {}): void {
  const { words } = turn;
  const left = formatKes(leftKes);
  const whole = leftKes === charge.amountKes ? words.buttons.whole(left) : words.buttons.rest(left);
  ask(
    turn,
    { merchantId: charge.merchantId, about: charge.ref, step: 'refund-amount', amountKes: leftKes },
    asking,
    {
      text: lines(bold(words.askRefund({ number: charge.number, left })), words.refundIsNote),
      rows: (token) => [
        [
          button(whole, { kind: 'refundWhole', token }),
          button(words.buttons.part, { kind: 'refundPart', token }),
        ],
      ],
    },
  );
}

/** Asks which part of a charge went back. */
export function askPart(turn: Turn, charge: Charge, leftKes: AmountKes, asking: Asking = {}): void {
  const question = turn.words.askPart({ number: charge.number, left: formatKes(leftKes) });
  ask(
    turn,
    { merchantId: charge.merchantId, about: charge.ref, step: 'refund-part', amountKes: leftKes },
    asking,
    {
      text: bold(question),
      rows: () => [],
    },
  );
}

/** Asks why an amount went back. */
export function askWhy(turn: Turn, charge: Charge, amountKes: AmountKes, asking: Asking = {}): void {
  const question = turn.words.askRefundReason(factsOf(charge, amountKes));
  ask(turn, { merchantId: charge.merchantId, about: charge.ref, step: 'refund-reason', amountKes }, asking, {
    text: lines(bold(question), turn.words.reasonHint),
    rows: (token) => reasonRows(turn, token, REFUND_REASONS),
  });
}

/** Asks why a refund is taken back. */
export function askWhyTakeBack(turn: Turn, charge: Charge, refund: Refund, asking: Asking = {}): void {
  const { amountKes, merchantId, ref } = refund;
  const question = turn.words.askTakeBackReason(factsOf(charge, amountKes));
  ask(turn, { merchantId, about: ref, step: 'refund-take-back', amountKes }, asking, {
    text: lines(bold(question), turn.words.reasonHint),
    rows: (token) => reasonRows(turn, token, TAKE_BACK_REASONS),
  });
}

/** What a sentence about a refund names. */
export const factsOf = (charge: Charge, amountKes: number) => ({
  number: charge.number,
  amount: formatKes(amountKes),
  paid: formatKes(charge.amountKes),
});

/** Buttons with the usual reasons, two in a row. */
function reasonRows({ words }: Turn, token: string, reasons: readonly UsualReason[]): Keyboard {
  const all = reasons.map((reason) =>
    button(words.usualReason[reason], { kind: 'refundWhy', token, reason }),
  );
  return [all.slice(0, 2), all.slice(2)].filter((row) => row.length > 0);
}

function ask(
  turn: Turn,
  draft: {
    readonly merchantId: number;
    readonly about: string;
    readonly step: RefundStep;
    readonly amountKes: AmountKes;
  },
  { messageId, problem }: Asking,
  question: { readonly text: Text; readonly rows: (token: string) => Keyboard },
): void {
  const token = newToken();
  turn.putDraft({
    ...draft,
    chatId: turn.chatId,
    userId: turn.userId,
    token,
    msisdn: null,
    note: null,
    shownReasons: [],
    threadId: turn.threadId ?? null,
    commandMessageId: null,
    askedAt: turn.at,
    expiresAt: turn.at + DRAFT_LIFE_MS,
    ...(messageId === undefined ? {} : { promptMessageId: messageId }),
  });
  const rows = [...question.rows(token), [button(turn.words.buttons.cancel, { kind: 'leave', token })]];
  const text = lines(problem, question.text);
  if (messageId === undefined) turn.say(text, { markup: { kind: 'buttons', rows }, draftToken: token });
  else turn.edit(messageId, text, rows);
}

import { bold, code, fmt } from 'telegraf/format';
import { formatKes } from '../../domain/amount.ts';
import { formatPhone, isErased, maskPhone, type ErasedPhone, type Msisdn } from '../../domain/msisdn.ts';
import { isState } from '../../domain/charge-states.ts';
import { isMismatchOpen, type Charge, type ChargeMessage, type ChatKind } from '../../domain/charge.ts';
import type { NoticeKind } from '../../domain/messages.ts';
import { button } from '../bot/callback-data.ts';
import { lines, type Keyboard } from './payload.ts';
import type { ShopTime } from './times.ts';
import type { ChargeFacts, Text, Locale } from '../locales/locale.ts';
import { localeOf } from '../locales/locales.ts';

/** What a text about a charge needs besides the charge. */
export interface RenderContext {
  readonly time: ShopTime;
  readonly now: number;
  /** The same moment in steady time. */
  readonly steadyNow: number;
  readonly confirmMs: number;
}

/** A charge as one chat sees it. */
export type ShownCharge = Omit<Charge, 'message'> &
  Pick<ChargeMessage, 'chatKind' | 'language' | 'shop'> & {
    /** The name of the person who asked; null if the charge was not asked for in a chat. */
    readonly userName: string | null;
  };

/** Returns a charge as the chat that asked for it sees it, except for what `place` says. */
export function shownIn(
  { message, ...charge }: Charge,
  place: Partial<Pick<ChargeMessage, 'chatKind' | 'language' | 'shop'>> = {},
): ShownCharge {
  const { chatKind = 'private', language = 'en', shop = null, userName = null } = message ?? {};
  return { ...charge, chatKind, language, shop, userName, ...place };
}

/** A private chat has its person's id, and a group's is below zero. */
export const kindOf = (chatId: number): ChatKind => (chatId < 0 ? 'group' : 'private');

/** A customer's number as the chat may see it: whole in private, masked in a group, and three dots if it is erased. */
export function phoneFor(chatKind: ChatKind, msisdn: Msisdn | ErasedPhone): string {
  if (isErased(msisdn)) return '•••';
  return chatKind === 'private' ? formatPhone(msisdn) : maskPhone(msisdn);
}

function factsOf(
  charge: ShownCharge,
  words: Locale,
  { time, now, steadyNow, confirmMs }: RenderContext,
): ChargeFacts {
  return {
    number: charge.number,
    amount: formatKes(charge.amountKes),
    phone: phoneFor(charge.chatKind, charge.msisdn),
    receipt: charge.receipt ?? '',
    asked: time.timeOfDay(charge.requestedAt),
    until:
      charge.watchUntil === null ? '' : time.moment(now + charge.watchUntil - steadyNow, now, words.locale),
    waited: words.span(Math.round(confirmMs / 1_000)),
    markedBy: charge.markedByName ?? undefined,
    markedReceipt: charge.mismatch === null ? (charge.reported?.receipt ?? '') : '',
    isAnother: (charge.reported?.number ?? 1) > 1,
    isMarkedUnpaid: charge.state === 'marked_unpaid',
    words: charge.gatewayMessage ?? undefined,
  };
}

const noteLine = (charge: ShownCharge): Text | undefined =>
  charge.note === null ? undefined : `📝 ${charge.note}`;

const shopLine = (charge: ShownCharge): Text | undefined =>
  charge.shop === null ? undefined : `🏪 ${charge.shop}`;

/** The reported payment and what of it does not fit. Nothing once the charge is paid after all. */
function mismatchLines({ mismatch, reported, state }: ShownCharge, words: Locale): Text | undefined {
  if (mismatch === null || state === 'paid') return undefined;
  return lines(
    `⚠️ ${words.eventMismatch}: ${words.mismatch[mismatch]}`,
    reported === null
      ? undefined
      : words.reportedAs({ amount: reported.amount, receipt: reported.receipt, payer: reported.phone }),
  );
}

/** Says that the gateway refuses the account, while the charge's state depends on queries. */
const refusedLine = (charge: ShownCharge, words: Locale): Text | undefined =>
  charge.accountRefusedAt === null || (charge.state !== 'pending' && charge.state !== 'unconfirmed')
    ? undefined
    : `⚠️ ${words.accountRefusedHere}`;

/** The card: what a charge is and its state. It is edited in place as the state changes. */
export function cardText(charge: ShownCharge, context: RenderContext): Text {
  const words = localeOf(charge.language);
  const facts = factsOf(charge, words, context);
  return lines(
    fmt`${bold(facts.amount)} · ${facts.phone} · #${charge.number}`,
    shopLine(charge),
    noteLine(charge),
    words.status[charge.state](facts),
    refusedLine(charge, words),
    isMismatchOpen(charge) ? mismatchLines(charge, words) : undefined,
  );
}

/** The notice: a message that rings the phone at the end of a charge. */
export function noticeText(charge: ShownCharge, kind: NoticeKind, context: RenderContext): Text {
  const words = localeOf(charge.language);
  const facts = factsOf(charge, words, context);
  const { headline, body } = words.notice[kind](facts);
  const isPaid = kind === 'paid' || kind === 'paid_late';
  const when = context.time.moment(charge.paidAt ?? charge.requestedAt, context.now, words.locale);
  return lines(
    bold(headline),
    isPaid && charge.receipt !== null
      ? fmt`${facts.phone} · ${words.receipt} ${code(charge.receipt)}`
      : kind === 'marked'
        ? facts.phone
        : undefined,
    shopLine(charge),
    noteLine(charge),
    // A late notice may come after the confirmation.
    kind === 'marked' && charge.state === 'paid' ? undefined : body,
    kind === 'unconfirmed' ? refusedLine(charge, words) : undefined,
    kind === 'mismatch' ? mismatchLines(charge, words) : undefined,
    kind === 'mismatch' && noticeButtons(charge, kind).length > 0 ? words.whoDecides : undefined,
    `${charge.userName === null ? when : words.chargedBy(charge.userName, when)} · #${charge.number}`,
  );
}

/**
 * The buttons of a charge in its present state. Those about a payment that does not fit come first.
 *
 * @param mayCorrect whether the reader may undo a mark and decide on such a payment; true in a group, which several people read
 * @param mayMarkPaid whether the reader may mark it as paid, which is up to the owner for cashiers; true in a group, too
 */
export function chargeButtons(charge: ShownCharge, mayCorrect = true, mayMarkPaid = true): Keyboard {
  const { buttons } = localeOf(charge.language);
  const paid = button(buttons.customerPaid, { kind: 'paid', charge: charge.ref });
  const unpaid = button(buttons.notPaid, { kind: 'unpaid', charge: charge.ref });
  const onReport = mayCorrect && isMismatchOpen(charge) ? reportButtons(charge) : [];
  switch (charge.state) {
    case 'declined':
    case 'canceled':
      if (isErased(charge.msisdn)) return [];
      return [[button(buttons.tryAgain, { kind: 'again', charge: charge.ref })]];
    case 'unknown':
    case 'expired':
      return [...onReport, mayMarkPaid ? [paid, unpaid] : [unpaid]];
    case 'marked_paid':
      return mayCorrect ? [[unpaid]] : [];
    case 'marked_unpaid':
      return mayCorrect ? [[paid]] : [];
    case 'pending':
    case 'unconfirmed':
      return onReport;
    case 'created':
    case 'pushing':
    case 'paid':
      return [];
  }
}

/** The buttons that decide on the reported payment that a notice or a card shows. */
export function reportButtons({ ref, reported, language, state }: ShownCharge): Keyboard {
  const { buttons } = localeOf(language);
  if (reported === null || !(isState(state, 'mismatchOpen') || state === 'marked_unpaid')) return [];
  const about = { charge: ref, report: reported.number };
  return [
    [
      button(buttons.ours, { kind: 'ours', ...about }),
      button(buttons.notOurs, { kind: 'notOurs', ...about }),
    ],
  ];
}

/** The buttons under a notice: those of its state, while the charge is still in that state, or those of the reported payment. */
export function noticeButtons(charge: ShownCharge, kind: NoticeKind, mayMarkPaid = true): Keyboard {
  if (kind === 'mismatch') return reportButtons(charge);
  return charge.state === kind ? chargeButtons(charge, true, mayMarkPaid) : [];
}

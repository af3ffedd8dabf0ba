import type { RenderContext, ShownCharge } from './shown-charge.ts';
import { bold, code, fmt } from 'telegraf/format';
import { formatKes } from '../../domain/amount.ts';
import { isState } from '../../domain/charge-states.ts';
import { firstName, nameBesideNumber } from '../../domain/customer-name.ts';
import { formatPhone, isErased, maskPhone, type ErasedPhone, type Msisdn } from '../../domain/msisdn.ts';
import { hasNoPin, isClosed } from '../../domain/closed-charge.ts';
import { isMismatchOpen, type ChatKind } from '../../domain/charge.ts';
import type { NoticeKind } from '../../domain/messages.ts';
import { lines } from './payload.ts';
import { reportButtons } from './report-buttons.ts';
import type { ChargeFacts, Text, Locale } from '../locales/locale.ts';
import { localeOf } from '../locales/locales.ts';

/**
 * A customer as the chat may see them. In private: the name, if they have one, and the whole number. In a group: the first name and the
 * last digits, or the masked number. Three dots if the number is erased.
 */
export function phoneFor(
  chatKind: ChatKind,
  msisdn: Msisdn | ErasedPhone,
  name: string | null | undefined = null,
): string {
  if (isErased(msisdn)) return '•••';
  if (name == null) return chatKind === 'private' ? formatPhone(msisdn) : maskPhone(msisdn);
  return chatKind === 'private'
    ? `${nameBesideNumber(name)} · ${formatPhone(msisdn)}`
    : `${firstName(name)} ···${msisdn.slice(-3)}`;
}

function factsOf(
  charge: ShownCharge,
  words: Locale,
  { time, now, steadyNow, confirmMs }: RenderContext,
): ChargeFacts {
  return {
    number: charge.number,
    amount: formatKes(charge.amountKes),
    phone: phoneFor(charge.chatKind, charge.msisdn, charge.customerName),
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

/** Names the shop, for a reader who works at several; nothing if `shop` is null. The first shop may have no name. */
export const shopLine = (shop: string | null, words: Locale): Text | undefined =>
  shop === null ? undefined : `🏪 ${shop.trim() === '' ? words.unnamedShop : shop}`;

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
  charge.accountRefusedAt === null || !isState(charge.state, 'watched')
    ? undefined
    : `⚠️ ${words.accountRefusedHere}`;

/** The card's line about the state of the charge. */
function statusLine(charge: ShownCharge, words: Locale, facts: ChargeFacts, steadyNow: number): string {
  if (isClosed(charge) && charge.closeReason !== null)
    return words.closedStatus[charge.closeReason]({
      by: charge.closedByName ?? undefined,
      until: facts.until,
    });
  return hasNoPin(charge, steadyNow) ? words.noPinYet : words.status[charge.state](facts);
}

/** The card: what a charge is and its state. It is edited in place as the state changes. */
export function cardText(charge: ShownCharge, context: RenderContext): Text {
  const words = localeOf(charge.language);
  const facts = factsOf(charge, words, context);
  return lines(
    fmt`${bold(facts.amount)} · ${facts.phone} · #${charge.number}`,
    shopLine(charge.shop, words),
    noteLine(charge),
    statusLine(charge, words, facts, context.steadyNow),
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
    shopLine(charge.shop, words),
    noteLine(charge),
    isPaid && charge.closeReason !== null ? words.paidAfterClose[charge.closeReason] : undefined,
    // A late notice may come after the confirmation.
    kind === 'marked' && charge.state === 'paid' ? undefined : body,
    kind === 'unconfirmed' ? refusedLine(charge, words) : undefined,
    kind === 'mismatch' ? mismatchLines(charge, words) : undefined,
    kind === 'mismatch' && reportButtons(charge).length > 0 ? words.whoDecides : undefined,
    `${charge.userName === null ? when : words.chargedBy(charge.userName, when)} · #${charge.number}`,
  );
}

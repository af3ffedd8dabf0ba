import { isState } from '../../domain/charge-states.ts';
import { isMismatchOpen } from '../../domain/charge.ts';
import { hasNoPin, isClosed, sendableAgainAt } from '../../domain/closed-charge.ts';
import type { NoticeKind } from '../../domain/messages.ts';
import { isErased } from '../../domain/msisdn.ts';
import { button } from '../bot/callback-data.ts';
import type { Locale } from '../locales/locale.ts';
import { localeOf } from '../locales/locales.ts';
import type { Keyboard } from './payload.ts';
import type { RenderContext, ShownCharge } from './shown-charge.ts';
import { reportButtons } from './report-buttons.ts';

type Row = Keyboard[number];

/**
 * The buttons of a charge in its present state. Those about a payment that does not fit come first.
 *
 * @param mayCorrect whether the reader may undo a mark and decide on such a payment; true in a group, which several people read
 * @param mayMarkPaid whether the reader may mark it as paid, which the owner may keep from cashiers; true in a group, too
 */
export function chargeButtons(
  charge: ShownCharge,
  context: RenderContext,
  {
    mayCorrect = true,
    mayMarkPaid = true,
  }: { readonly mayCorrect?: boolean; readonly mayMarkPaid?: boolean } = {},
): Keyboard {
  const { buttons } = localeOf(charge.language);
  const paid = button(buttons.customerPaid, { kind: 'paid', charge: charge.ref });
  const unpaid = button(buttons.notPaid, { kind: 'unpaid', charge: charge.ref });
  const marks = mayMarkPaid ? [paid, unpaid] : [unpaid];
  const onReport = mayCorrect && isMismatchOpen(charge) ? reportButtons(charge) : [];
  switch (charge.state) {
    case 'paid':
    case 'declined':
    case 'canceled':
      return rowOf(againButton(charge, context));
    case 'unknown':
      return [marks, ...openButtons(charge, context)];
    case 'expired':
      return [...onReport, marks];
    case 'marked_paid':
      return mayCorrect ? [[unpaid]] : [];
    case 'marked_unpaid':
      return mayCorrect ? [[paid]] : [];
    case 'pending':
    case 'unconfirmed':
      return isMismatchOpen(charge) ? onReport : openButtons(charge, context);
    case 'created':
    case 'pushing':
      return [];
  }
}

/** The buttons under a card: while the customer has not paid. Later ones stand under the notice. */
export const cardButtons = (charge: ShownCharge, context: RenderContext): Keyboard =>
  isState(charge.state, 'watched') ? chargeButtons(charge, context) : [];

/**
 * The buttons under a notice: those of its state, while the charge is still in that state, or those of the reported payment. A payment has
 * its receipt beside them; on the charge's page, that stands with the refunds.
 */
export function noticeButtons(
  charge: ShownCharge,
  kind: NoticeKind,
  context: RenderContext,
  mayMarkPaid = true,
): Keyboard {
  if (kind === 'mismatch') return reportButtons(charge);
  const told = kind === 'paid_late' ? 'paid' : kind;
  if (charge.state !== told) return [];
  const rows = chargeButtons(charge, context, { mayMarkPaid });
  return told === 'paid' ? [[...rows.flat(), receiptButton(charge)]] : rows;
}

/** Asks for the receipt that a customer gets. */
export const receiptButton = ({ ref, language }: Pick<ShownCharge, 'ref' | 'language'>): Row[number] =>
  button(localeOf(language).buttons.receipt, { kind: 'receipt', charge: ref });

/** Ends an open charge for the shop, or sends another prompt: at once if the customer cancelled the first one, else after two minutes. */
function openButtons(charge: ShownCharge, context: RenderContext): Keyboard {
  const { buttons } = localeOf(charge.language);
  if (isClosed(charge))
    return charge.closeReason === 'customer-cancelled' ? rowOf(againButton(charge, context)) : [];
  const close = button(buttons.close, { kind: 'close', charge: charge.ref });
  if (charge.state === 'unknown') return [[close]];
  const cancelled = button(buttons.customerCancelled, { kind: 'cancelled', charge: charge.ref });
  return charge.state === 'pending' && !hasNoPin(charge, context.steadyNow)
    ? [[cancelled, close]]
    : [[cancelled, close], ...rowOf(againButton(charge, context))];
}

const rowOf = (one: Row[number] | undefined): Keyboard => (one === undefined ? [] : [[one]]);

/** Charges the same customer again. While the earlier prompt may be open, the button says from when that is possible. */
function againButton(charge: ShownCharge, context: RenderContext): Row[number] | undefined {
  if (isErased(charge.msisdn)) return undefined;
  const label = againLabel(charge, localeOf(charge.language), context);
  return button(label, { kind: 'again', charge: charge.ref });
}

function againLabel(
  charge: ShownCharge,
  { buttons, locale }: Locale,
  { time, now, steadyNow }: RenderContext,
): string {
  const { state, closeReason } = charge;
  if (state === 'paid') return buttons.chargeAgain;
  if (isState(state, 'neverSent')) return buttons.tryAgain;
  const inMs = sendableAgainAt(charge) - steadyNow;
  return closeReason === 'customer-cancelled' || inMs <= 0
    ? buttons.sendAgain
    : buttons.sendAgainFrom(time.moment(nextMinute(now + inMs), now, locale));
}

/** The minute from which something is so, where a time of day is shown without seconds. */
const nextMinute = (at: number): number => Math.ceil(at / MINUTE_MS) * MINUTE_MS;

const MINUTE_MS = 60_000;

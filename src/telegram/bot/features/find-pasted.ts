import { formatKes } from '../../../domain/amount.ts';
import type { Charge } from '../../../domain/charge.ts';
import type { ChargeFilter } from '../../../domain/charge-search.ts';
import type { MpesaMessage } from '../../../domain/mpesa-message.ts';
import type { Membership } from '../../../store/port/members.ts';
import { lines } from '../../outbound/payload.ts';
import type { BotServices } from '../bot-services.ts';
import type { Turn } from '../turn.ts';
import { PAGE, pageOf, pageRows, pageText } from './charge-list.ts';
import { sayCharge } from './charge-page.ts';
import { searchCharges } from './search-charges.ts';
import { isVisible, visibilityOf } from './visibility.ts';

/**
 * Says which charge a pasted M-Pesa message is about: by its receipt, or otherwise which charges fit its amount and number. Anybody can write such
 * a message, so it changes nothing, and the answer says that it proves nothing.
 */
export async function findPasted(
  services: BotServices,
  turn: Turn,
  member: Membership,
  message: MpesaMessage,
): Promise<void> {
  const { words } = turn;
  const { receipt, amountKes, customer } = message;
  const paid = await services.store.chargeQueries.byReceipt(receipt);
  if (paid !== undefined && isVisible(turn, member, paid)) {
    const differs = amountKes !== undefined && amountKes !== paid.amountKes;
    const facts = { written: formatKes(amountKes ?? 0), paid: formatKes(paid.amountKes) };
    const above = lines(words.pastedKnown(receipt), differs ? words.pastedDiffers(facts) : undefined, '');
    return await sayCharge(services, turn, member, paid, above);
  }
  const unknown = lines(words.pastedUnknown(receipt), words.pastedProvesNothing);
  const fitting = await fits(services, turn, member, message);
  if (fitting.length === 0) return turn.say(lines(unknown, words.pastedFitsNothing));
  const page = pageOf(fitting, 'older', true);
  const title = customer === undefined ? words.pastedAmountOnly : words.pastedFits;
  turn.say(lines(unknown, '', pageText(services, turn, title, page)), {
    markup: { kind: 'buttons', rows: pageRows(turn, page) },
  });
}

/** Finds the newest charges for which a payment with this receipt was reported, or that fit the message's amount and number. */
async function fits(
  services: BotServices,
  turn: Turn,
  member: Membership,
  { receipt, amountKes, customer }: MpesaMessage,
): Promise<readonly Charge[]> {
  const filters: readonly ChargeFilter[] = [
    { reportedReceipt: receipt },
    ...(amountKes === undefined
      ? []
      : [{ amountKes, ...(customer === undefined ? {} : { phone: customer }) }]),
  ];
  const from = { toward: 'older', from: undefined, limit: PAGE } as const;
  return (await searchCharges(services, visibilityOf(turn, member), filters, from)).charges;
}

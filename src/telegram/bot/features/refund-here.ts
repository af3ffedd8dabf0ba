import type { Charge } from '../../../domain/charge.ts';
import { standingKes, type Refund } from '../../../domain/refund.ts';
import { isAtLeast } from '../../../domain/roles.ts';
import type { BotServices } from '../bot-services.ts';
import type { Turn } from '../turn.ts';
import { chargeHere } from './visibility.ts';

/** Returns how much of a charge is not refunded, in shillings. */
export const leftOf = async (services: BotServices, charge: Charge): Promise<number> =>
  charge.amountKes - standingKes(await services.store.refunds.of(charge.id));

/** Finds the refund that a button or a draft names, with its charge, if the person sees the charge in this chat. */
export async function refundHere(
  services: BotServices,
  turn: Turn,
  ref: string,
): Promise<{ readonly refund: Refund; readonly charge: Charge; readonly isManager: boolean } | undefined> {
  const refund = await services.store.refunds.byRef(ref);
  const charge = refund && (await services.store.chargeQueries.byId(refund.chargeId));
  const here = charge && (await chargeHere(services, turn, charge.ref));
  if (refund === undefined || here === undefined) return undefined;
  return { refund, charge: here.charge, isManager: isAtLeast(here.member.role, 'manager') };
}

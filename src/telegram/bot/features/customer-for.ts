import type { Msisdn } from '../../../domain/msisdn.ts';
import type { BotServices } from '../bot-services.ts';
import { phoneFor } from '../../outbound/render.ts';
import type { Turn } from '../turn.ts';

/** A number that no charge stands for yet. */
interface Whom {
  readonly merchantId: number | null;
  readonly msisdn: Msisdn;
  /** The name in the contact that the number came from. */
  readonly contactName?: string | null;
}

/** A customer as this chat may see them: with the name that the merchant gave them, else with that of the contact. */
export async function customerFor(
  services: BotServices,
  turn: Turn,
  { merchantId, msisdn, contactName = null }: Whom,
): Promise<string> {
  const customer = merchantId === null ? undefined : await services.store.customers.find(merchantId, msisdn);
  return phoneFor(turn.chatKind, msisdn, customer?.name ?? contactName);
}

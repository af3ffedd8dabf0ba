import type { Membership } from '../../../store/port/members.ts';
import { FIRST_MERCHANT } from '../../../domain/merchant.ts';
import type { BotServices } from '../bot-services.ts';
import type { Turn } from '../turn.ts';

/** Whether a person runs this bot: an owner of the first merchant. */
export const isOperator = async (services: BotServices, userId: number): Promise<boolean> =>
  (await services.store.members.find(FIRST_MERCHANT, userId))?.role === 'owner';

/** Whether a button names this merchant: by its random name, or by its id as in earlier versions. */
export const isCalled =
  (merchant: string) =>
  ({ merchantRef, merchantId }: Membership): boolean =>
    merchant === merchantRef || merchant === String(merchantId);

/** Returns what a person is at the shop that they speak for in private, or undefined if they work for none. */
export async function spokenFor({ store }: BotServices, userId: number): Promise<Membership | undefined> {
  const places = await store.members.of(userId);
  const chosen = await store.members.chosen(userId);
  return places.find(({ merchantId }) => merchantId === chosen) ?? places[0];
}

/** Returns what the person is at the merchant that a button names, or undefined if they may not manage its staff. */
export async function staffManager(
  services: BotServices,
  turn: Turn,
  merchant: string,
): Promise<Membership | undefined> {
  const places = await services.store.members.of(turn.userId);
  const member = places.find(isCalled(merchant));
  return member === undefined || member.role === 'cashier' ? undefined : member;
}

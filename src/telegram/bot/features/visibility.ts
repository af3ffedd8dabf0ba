import { isAtLeast, maySee } from '../../../domain/roles.ts';
import type { Scope } from '../../../store/port/charge-queries.ts';
import type { Membership } from '../../../store/port/members.ts';
import type { Charge } from '../../../domain/charge.ts';
import type { BotServices } from '../bot-services.ts';
import type { Turn } from '../turn.ts';

/** Which charges a person sees: those of their shop, in a group those of that group, and as a cashier their own. */
export const visibilityOf = (turn: Turn, { merchantId, role }: Membership): Scope => ({
  merchantId,
  chatId: turn.chatKind === 'private' ? undefined : turn.chatId,
  userId: isAtLeast(role, 'manager') ? undefined : turn.userId,
});

/** Whether buttons to undo a mark are shown. In a group they are, because a manager or an owner may read along. */
export const mayCorrect = (turn: Turn, { role }: Pick<Membership, 'role'>): boolean =>
  turn.chatKind === 'group' || isAtLeast(role, 'manager');

/** Whether the button that marks a charge as paid is shown. The owner may keep it from cashiers; in a group a manager may read along. */
export const mayMarkPaid = async (
  { store }: Pick<BotServices, 'store'>,
  turn: Turn,
  { merchantId, role }: Membership,
): Promise<boolean> =>
  mayCorrect(turn, { role }) || (await store.merchantSettings.of(merchantId)).cashiersMarkPaid;

/** Whether a person sees a charge in this chat. */
export const isVisible = (turn: Turn, member: Membership, charge: Charge): boolean =>
  charge.merchantId === member.merchantId &&
  maySee(member.role, turn.userId, charge) &&
  (turn.chatKind === 'private' || charge.message?.chatId === turn.chatId);

/**
 * Finds the charge that a button names, and what the person is at its shop. Returns undefined if they do not see the charge in this chat.
 * In private it may be a charge of any of their shops: an old button does not know which shop they have chosen since.
 */
export async function chargeHere(
  services: BotServices,
  turn: Turn,
  ref: string,
): Promise<
  { readonly charge: Charge; readonly member: Membership; readonly hasSeveral: boolean } | undefined
> {
  const charge = await services.store.chargeQueries.byRef(ref);
  const places = await services.store.members.of(turn.userId);
  const member = places.find(({ merchantId }) => merchantId === charge?.merchantId);
  if (charge === undefined || member === undefined || !isVisible(turn, member, charge)) return undefined;
  return { charge, member, hasSeveral: turn.chatKind === 'private' && places.length > 1 };
}

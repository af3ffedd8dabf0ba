import { isAtLeast, maySee } from '../../../domain/roles.ts';
import type { Scope } from '../../../store/port/charge-queries.ts';
import type { Membership } from '../../../store/port/members.ts';
import type { Charge } from '../../../domain/charge.ts';
import type { BotServices } from '../bot-services.ts';
import type { Turn } from '../turn.ts';

/** Which charges somebody is shown: of their shop, of this chat in a group, and their own if they are a cashier. */
export const visibilityOf = (turn: Turn, { merchantId, role }: Membership): Scope => ({
  merchantId,
  chatId: turn.chatKind === 'private' ? undefined : turn.chatId,
  userId: isAtLeast(role, 'manager') ? undefined : turn.userId,
});

/** Whether somebody is shown how to undo a mark: in a group a manager or an owner may be reading, too. */
export const mayCorrect = (turn: Turn, { role }: Membership): boolean =>
  turn.chatKind === 'group' || isAtLeast(role, 'manager');

/** Whether a charge is among them. */
export const isVisible = (turn: Turn, member: Membership, charge: Charge): boolean =>
  charge.merchantId === member.merchantId &&
  maySee(member.role, turn.userId, charge) &&
  (turn.chatKind === 'private' || charge.message?.chatId === turn.chatId);

/**
 * A charge that somebody may act on here and now, by its name in a button, and what they are at its shop. In private that may be
 * any shop of theirs: an old button knows nothing of the one that they have chosen since.
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

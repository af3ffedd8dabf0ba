import { isAtLeast } from '../../../domain/roles.ts';
import type { CustomerScope } from '../../../store/port/customers.ts';
import type { Membership } from '../../../store/port/members.ts';
import type { BotServices } from '../bot-services.ts';
import type { Turn } from '../turn.ts';

/** How many of a customer's charges their page shows. */
const CHARGES_SHOWN = 5;

/** The customers that a person sees: those of the shop, and as a cashier those of their own charges. */
export const scopeOf = (turn: Turn, { merchantId, role }: Membership): CustomerScope => ({
  merchantId,
  userId: isAtLeast(role, 'manager') ? undefined : turn.userId,
});

/** Returns what the person sees of a customer; undefined for a cashier who has neither charged nor named them. */
export async function viewOf(services: BotServices, turn: Turn, member: Membership, ref: string) {
  const scope = scopeOf(turn, member);
  const view = await services.store.customers.view(ref, scope, CHARGES_SHOWN);
  const isTheirs =
    scope.userId === undefined || view?.latest.length !== 0 || view.customer.namedBy === turn.userId;
  return isTheirs ? view : undefined;
}

/** Finds the customer whom a button names, and what the person is at the shop. Undefined if they may not see the customer here. */
export async function customerHere(services: BotServices, turn: Turn, ref: string) {
  if (turn.chatKind !== 'private') return undefined;
  const customer = await services.store.customers.byRef(ref);
  const places = await services.store.members.of(turn.userId);
  const member = places.find(({ merchantId }) => merchantId === customer?.merchantId);
  const view = member === undefined ? undefined : await viewOf(services, turn, member, ref);
  return member === undefined || view === undefined
    ? undefined
    : { member, view, hasSeveral: places.length > 1 };
}

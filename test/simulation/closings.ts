import type { Chance } from './chance.ts';
import type { Setting } from './setting.ts';
import { peopleOf, SHOPS } from './shops.ts';

/** Somebody closes the day, or their shift. */
export function closeOnePeriod({ people }: Setting, chance: Chance): void {
  const shop = chance.pick(SHOPS);
  const { merchantId } = shop;
  const userId = chance.pick(peopleOf(shop));
  const shiftOf = chance.is(0.5) ? userId : null;
  people.act(userId, { kind: 'closePeriod', merchantId, shiftOf, userId });
}

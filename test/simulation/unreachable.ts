import { HOUR, MINUTE } from './scenario.ts';
import { peopleOf, SHOPS, type Shop } from './shops.ts';
import type { Setting } from './setting.ts';

/** Everybody of a shop cannot be reached: all have blocked the bot, and it was put out of the group. */
export function loseEverybody(town: Setting): void {
  const { world, telegram: telegraph } = town;
  const shop = town.side.pick(SHOPS);
  const lost = [shop.group, ...peopleOf(shop)]
    .map((chatId) => telegraph.moved.get(chatId) ?? chatId)
    .filter((chatId) => !telegraph.gone.has(chatId));
  world.note(`nobody of shop ${shop.merchantId} can be reached`);
  world.faults.set(EVERYBODY, (world.faults.get(EVERYBODY) ?? 0) + 1);
  for (const chatId of lost) {
    telegraph.gone.add(chatId);
    telegraph.wereGone.add(chatId);
    town.unreachable.add(chatId);
  }
  void world.clock.sleep(town.side.int(MINUTE, HOUR)).then(() => comeBack(town, shop));
}
const EVERYBODY = 'everybody of a shop is unreachable for a while';

/** They can be reached again, and each of them says something. */
export function comeBack(town: Setting, shop: Shop): void {
  const { world, telegram: telegraph, people, unreachable } = town;
  for (const chatId of [shop.group, ...peopleOf(shop)].map((id) => telegraph.moved.get(id) ?? id)) {
    if (unreachable.delete(chatId)) telegraph.gone.delete(chatId);
  }
  world.note(`shop ${shop.merchantId} is back`);
  for (const userId of peopleOf(shop))
    if (!telegraph.isGone(userId)) people.say(userId, { kind: 'hello', userId });
}

/** Once faults have stopped, nobody is left unreachable for a while. */
export const everybodyBack = (town: Setting): void => {
  for (const shop of SHOPS) comeBack(town, shop);
};

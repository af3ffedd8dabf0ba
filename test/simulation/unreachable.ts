import { HOUR, MINUTE } from './scenario.ts';
import { peopleOf, SHOPS, type Shop } from './shops.ts';
import type { Setting } from './setting.ts';

/** Makes everybody of a shop unreachable: all have blocked the bot, and it was removed from the group. */
export function loseEverybody(setting: Setting): void {
  const { world, telegram } = setting;
  const shop = setting.side.pick(SHOPS);
  const lost = [shop.group, ...peopleOf(shop)]
    .map((chatId) => telegram.moved.get(chatId) ?? chatId)
    .filter((chatId) => !telegram.gone.has(chatId));
  world.note(`nobody of shop ${shop.merchantId} can be reached`);
  world.faults.set(EVERYBODY, (world.faults.get(EVERYBODY) ?? 0) + 1);
  for (const chatId of lost) {
    telegram.gone.add(chatId);
    telegram.wereGone.add(chatId);
    setting.unreachable.add(chatId);
  }
  void world.clock.sleep(setting.side.int(MINUTE, HOUR)).then(() => comeBack(setting, shop));
}
const EVERYBODY = 'everybody of a shop is unreachable for a while';

/** Makes the people of a shop reachable again. Each of them then sends a message. */
export function comeBack(setting: Setting, shop: Shop): void {
  const { world, telegram, people, unreachable } = setting;
  for (const chatId of [shop.group, ...peopleOf(shop)].map((id) => telegram.moved.get(id) ?? id)) {
    if (unreachable.delete(chatId)) telegram.gone.delete(chatId);
  }
  world.note(`shop ${shop.merchantId} is back`);
  for (const userId of peopleOf(shop))
    if (!telegram.isGone(userId)) people.say(userId, { kind: 'hello', userId });
}

/** Makes everybody reachable again, once faults have stopped. */
export const everybodyBack = (setting: Setting): void => {
  for (const shop of SHOPS) comeBack(setting, shop);
};

import { homeOf } from '../support/store.ts';
import type { Charge } from '../../src/domain/charge.ts';
import type { Outcome } from './model.ts';
import { peopleOf, shopOf, type Shop } from './shops.ts';
import type { FakeTelegram } from './fake-telegram.ts';
import { placeOf } from './state-checker.ts';

/** What one shop must not notice of another, and what all of a shop's chats must hear. */
export function betweenShops(outcome: Outcome): readonly string[] {
  return [...toldElsewhere(outcome), ...unheard(outcome), ...otherAccounts(outcome)];
}

/**
 * Where it counts that a charge is told of: in its chat, or, once that is gone, to whoever charged or to an owner. Undefined
 * when nobody is left to hear it.
 */
export function whoHears(
  charge: Charge,
  telegraph: FakeTelegram,
  removed: ReadonlySet<string>,
): ((chatId: number) => boolean) | undefined {
  const { isGone, isSame } = telegraph;
  const { owners } = shopOf(charge.merchantId);
  const { merchantId } = charge;
  const userId = charge.userId ?? 0;
  const others = [userId, ...owners];
  const { chatId: home, chatKind } = homeOf(charge);
  // In the private chat of somebody who was removed (perhaps after it was told there), an owner hears it instead.
  const isOut = chatKind === 'private' && removed.has(placeOf(merchantId, userId));
  if (isOut && owners.every(isGone)) return undefined;
  if (isOut) return (chatId) => isSame(chatId, home) || owners.includes(chatId);
  if (!isGone(home) && !wasGone(telegraph, home)) return (chatId) => isSame(chatId, home);
  if (others.every(isGone)) return undefined;
  return (chatId) => isSame(chatId, home) || others.includes(chatId);
}

/** What was to be said besides payments, while a chat was gone for a while, is not said. */
export const wasGone = ({ wereGone, isSame }: FakeTelegram, chatId: number): boolean =>
  [...wereGone].some((gone) => isSame(gone, chatId));

const hasChat = (shop: Shop, chatId: number, { isSame }: FakeTelegram): boolean =>
  peopleOf(shop).includes(chatId) || isSame(shop.group, chatId);

/** Nothing of a shop's is told in a chat that is not its own. */
function toldElsewhere({ telegraph, people }: Outcome): readonly string[] {
  return telegraph.notices.flatMap(({ chatId, chargeId, idempotencyKey, notice }) => {
    const wish = people.wishes.get(idempotencyKey.replace(/#\d+$/, ''));
    if (wish === undefined) return [`#${chargeId} was told as ${notice}, and nobody asked for it`];
    if (hasChat(shopOf(wish.merchantId), chatId, telegraph)) return [];
    return [`#${chargeId} of ${wish.merchantId} was told as ${notice} in another shop's chat ${chatId}`];
  });
}

/** A payment is told once more wherever the shop wants to hear of all. */
function unheard({ charges, telegraph }: Outcome): readonly string[] {
  return charges
    .filter(({ state }) => state === 'paid')
    .flatMap((charge) => {
      const { id, merchantId, idempotencyKey, receipt } = charge;
      const { chatId } = homeOf(charge);
      const elsewhere = shopOf(merchantId).announcing.filter(
        (place) => !telegraph.isSame(place, chatId) && !telegraph.isGone(place) && !wasGone(telegraph, place),
      );
      const isTold = (place: number): boolean =>
        telegraph.notices.some(
          (told) =>
            told.isAnnouncement &&
            told.idempotencyKey === idempotencyKey &&
            told.receipt === receipt &&
            telegraph.isSame(told.chatId, place),
        );
      return elsewhere
        .filter((place) => !isTold(place))
        .map((place) => `the payment of #${id} was not told in ${place}, which hears of every payment`);
    });
}

/** That an account is refused is told to the owners of its shop, and to nobody else. */
function otherAccounts({ telegraph }: Outcome): readonly string[] {
  const owners = new Map([
    ['account of this shop', shopOf(1).owners],
    ['account of Kiosk', shopOf(2).owners],
  ]);
  return telegraph.answers.flatMap(({ chatId, payload }) => {
    const { text = '' } = payload as { readonly text?: string };
    const [, whose = ''] = /does not accept the (account of (?:this shop|Kiosk)),/.exec(text) ?? [];
    const hears = owners.get(whose);
    return hears === undefined || hears.includes(chatId) ? [] : [`${chatId} was told: ${text}`];
  });
}

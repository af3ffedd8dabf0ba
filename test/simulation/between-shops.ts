import { chargeMessageOf } from '../support/store.ts';
import type { Charge } from '../../src/domain/charge.ts';
import type { Outcome } from './model.ts';
import { peopleOf, shopOf, type Shop } from './shops.ts';
import type { FakeTelegram } from './fake-telegram.ts';
import { placeOf } from './state-checker.ts';

/** Checks what one shop must not see of another, and what all chats of a shop must be told. */
export function betweenShops(outcome: Outcome): readonly string[] {
  return [...toldToOthers(outcome), ...unannouncedPayments(outcome), ...otherAccounts(outcome)];
}

/**
 * Returns whether the end of a charge may be told in a chat: the charge's own chat or, if that is gone, the chat of its cashier, of an
 * owner, or of a manager who is heard of. Returns undefined if nobody is left who must hear it.
 */
export function whoHears(
  charge: Charge,
  telegram: FakeTelegram,
  removed: ReadonlySet<string>,
): ((chatId: number) => boolean) | undefined {
  const { isGone, isSame } = telegram;
  const { owners, staff } = shopOf(charge.merchantId);
  const { merchantId } = charge;
  const userId = charge.userId ?? 0;
  const others = [userId, ...owners];
  const { chatId: home, chatKind } = chargeMessageOf(charge);
  // If the cashier of a private charge was removed (perhaps after the message), an owner is told instead.
  const isOut = chatKind === 'private' && removed.has(placeOf(merchantId, userId));
  if (isOut && owners.every(isGone)) return undefined;
  if (isOut) return (chatId) => isSame(chatId, home) || owners.includes(chatId);
  if (!isGone(home) && !wasGone(telegram, home)) return (chatId) => isSame(chatId, home);
  if (others.every(isGone)) return undefined;
  // A notice that could reach nobody waits, and is told to a manager who is heard of before the others.
  const managers = staff.filter(({ role }) => role === 'manager').map((manager) => manager.userId);
  return (chatId) => isSame(chatId, home) || [...others, ...managers].includes(chatId);
}

/** Returns whether a chat was gone for a while. Messages that were due in that time are not sent later, except payments. */
export const wasGone = ({ wereGone, isSame }: FakeTelegram, chatId: number): boolean =>
  [...wereGone].some((gone) => isSame(gone, chatId));

const hasChat = (shop: Shop, chatId: number, { isSame }: FakeTelegram): boolean =>
  peopleOf(shop).includes(chatId) || isSame(shop.group, chatId);

/** Nothing about a shop is told in a chat of another shop. */
function toldToOthers({ telegram, people }: Outcome): readonly string[] {
  const boards = telegram.boards.seen
    .filter(({ chatId, merchantId }) => !hasChat(shopOf(merchantId), chatId, telegram))
    .map(
      ({ chatId, collectionId }) => `the board of ${collectionId} was shown in another shop's chat ${chatId}`,
    );
  const notices = telegram.notices.flatMap(({ chatId, chargeId, idempotencyKey, notice, ...told }) => {
    // A collection asks for its charges itself.
    const command = idempotencyKey.startsWith('collect:')
      ? told
      : people.commands.get(idempotencyKey.replace(/#\d+$/, ''));
    if (command === undefined) return [`#${chargeId} was told as ${notice}, and nobody asked for it`];
    if (hasChat(shopOf(command.merchantId), chatId, telegram)) return [];
    return [`#${chargeId} of ${command.merchantId} was told as ${notice} in another shop's chat ${chatId}`];
  });
  return [...boards, ...notices];
}

/** A payment is told in every chat of the shop's announcements. */
function unannouncedPayments({ charges, telegram }: Outcome): readonly string[] {
  return charges
    .filter(({ state }) => state === 'paid')
    .flatMap((charge) => {
      const { id, merchantId, idempotencyKey, receipt } = charge;
      const { chatId } = chargeMessageOf(charge);
      const elsewhere = shopOf(merchantId).announcing.filter(
        (place) => !telegram.isSame(place, chatId) && !telegram.isGone(place) && !wasGone(telegram, place),
      );
      const isTold = (place: number): boolean =>
        telegram.notices.some(
          (told) =>
            told.isAnnouncement &&
            told.idempotencyKey.replace(/ of database \d+$/, '') === idempotencyKey &&
            told.receipt === receipt &&
            telegram.isSame(told.chatId, place),
        );
      return elsewhere
        .filter((place) => !isTold(place))
        .map((place) => `the payment of #${id} was not told in ${place}, which hears of every payment`);
    });
}

/** A refused account is told to the owners of its shop, and to nobody else. */
function otherAccounts({ telegram }: Outcome): readonly string[] {
  const owners = new Map([
    ['account of this shop', shopOf(1).owners],
    ['account of Kiosk', shopOf(2).owners],
  ]);
  return telegram.answers.flatMap(({ chatId, payload }) => {
    const { text = '' } = payload as { readonly text?: string };
    const [, whose = ''] = /does not accept the (account of (?:this shop|Kiosk)),/.exec(text) ?? [];
    const hears = owners.get(whose);
    return hears === undefined || hears.includes(chatId) ? [] : [`${chatId} was told: ${text}`];
  });
}

import { bold } from 'telegraf/format';
import { mayAppoint, type Role } from '../../../domain/roles.ts';
import { userIdOf } from '../../../domain/audit.ts';
import type { Membership, Removal } from '../../../store/port/members.ts';
import type { Invite, Member } from '../../../domain/member.ts';
import { FIRST_MERCHANT } from '../../../domain/merchant.ts';
import { button, type ActionOf } from '../callback-data.ts';
import type { BotServices } from '../bot-services.ts';
import type { CommandContext, Feature, Press } from '../feature.ts';
import { lines, type Keyboard } from '../../outbound/payload.ts';
import type { Turn } from '../turn.ts';
import type { Text } from '../../locales/locale.ts';
import { localeOf } from '../../locales/locales.ts';
import { spokenFor, staffManager } from './memberships.ts';

/** The most people, and the most links, that the list shows. */
const LISTED = 40;

/** `/staff`: who works at a shop, and how to remove them. */
export const staff: Feature = {
  commands: [{ name: 'staff', aliases: ['wafanyakazi'], inMenu: true, requires: ['manager'], run: sayStaff }],
  callbacks: { staff: showStaff, remove: askRemoval, removeNow: removeMember },
};

async function sayStaff(services: BotServices, { turn, member }: CommandContext): Promise<void> {
  const [text, rows] = await staffList(services, turn, member);
  turn.say(text, rows.length === 0 ? {} : { markup: { kind: 'buttons', rows } });
}

/** Shows the list again in the place of the question whether to remove somebody. */
async function showStaff(
  services: BotServices,
  { turn, messageId }: Press,
  { merchant }: ActionOf<'staff'>,
): Promise<string | undefined> {
  const reader = await staffManager(services, turn, merchant);
  if (reader === undefined) return turn.words.notYours;
  const [text, rows] = await staffList(services, turn, reader);
  turn.edit(messageId, text, rows);
  return undefined;
}

/** Lists a shop's people and open links, with a button for each person whom the reader may remove and each link that they may revoke. */
async function staffList(
  services: BotServices,
  turn: Turn,
  reader: Pick<Membership, 'merchantId' | 'merchantName' | 'merchantRef' | 'role'>,
): Promise<readonly [Text, Keyboard]> {
  const { words, chatKind, userId } = turn;
  const all = await services.store.members.staff(reader.merchantId);
  const shown = all.slice(0, LISTED);
  const rows = shown
    .filter((member) => member.userId !== userId && mayRemove(reader.role, member))
    .map(({ userId: id, name }) => [
      button(words.buttons.remove(name), { kind: 'remove', merchant: reader.merchantRef, userId: id }),
    ]);
  const links = (await linksFor(services, turn, reader)).slice(0, LISTED);
  const text = lines(
    bold(words.staffTitle(reader.merchantName)),
    ...shown.map(({ name, role }) => `${name} · ${words.role[role]}`),
    all.length > shown.length ? words.andMore(all.length - shown.length) : undefined,
    ...(links.length === 0 ? [] : [words.openLinks]),
    ...links.map(({ role, createdBy, expiresAt }) =>
      words.openLink(
        role === null ? words.newShop : words.role[role],
        all.find((member) => member.userId === userIdOf(createdBy))?.name ?? createdBy,
        services.time.moment(expiresAt, turn.at, words.locale),
      ),
    ),
    words.staffHint,
  );
  const revocations = links.map(({ ref, role }) => [
    button(words.buttons.revokeLink(role === null ? words.newShop : words.role[role]), {
      kind: 'revoke',
      ref,
    }),
  ]);
  // In a group others read along, so nobody is removed there.
  return [text, chatKind === 'private' ? [...rows, ...revocations] : []];
}

/** The open links that somebody may revoke. Links for new shops belong to the operators. */
async function linksFor(
  { store }: BotServices,
  { chatKind, at }: Turn,
  { merchantId, role }: Pick<Membership, 'merchantId' | 'role'>,
): Promise<readonly Invite[]> {
  if (chatKind !== 'private') return [];
  const isOperators = merchantId === FIRST_MERCHANT && role === 'owner';
  const forShops = isOperators ? await store.members.openInvites(null, at) : [];
  const own = await store.members.openInvites(merchantId, at);
  return [...own.filter((link) => link.role !== null && mayAppoint(role, link.role)), ...forShops];
}

const mayRemove = (role: Role, member: Member): boolean =>
  mayAppoint(role, member.role) && member.origin !== 'environment';

/** Asks for confirmation before the shop removes somebody. */
async function askRemoval(
  services: BotServices,
  { turn, messageId }: Press,
  { merchant, userId }: ActionOf<'remove'>,
): Promise<string | undefined> {
  const by = await staffManager(services, turn, merchant);
  if (by === undefined) return turn.words.notYours;
  const member = await services.store.members.find(by.merchantId, userId);
  if (member !== undefined && !mayAppoint(by.role, member.role)) return turn.words.notYours;
  if (member === undefined) return turn.words.removedAlready;
  turn.edit(messageId, turn.words.removeFirst(member.name, by.merchantName), [
    [
      button(turn.words.buttons.remove(member.name), {
        kind: 'removeNow',
        merchant: by.merchantRef,
        userId,
      }),
      button(turn.words.buttons.cancel, { kind: 'staff', merchant: by.merchantRef }),
    ],
  ]);
  return undefined;
}

/** Removes somebody and tells them. */
async function removeMember(
  services: BotServices,
  { turn, messageId }: Press,
  { merchant, userId }: ActionOf<'removeNow'>,
): Promise<string | undefined> {
  const { words } = turn;
  const by = await staffManager(services, turn, merchant);
  if (by === undefined) return words.notYours;
  let answer: string | undefined;
  const theirs = localeOf((await services.store.users.language(userId)) ?? 'en');
  const shop = by.merchantName;
  const react = (removal: Removal) => {
    switch (removal.kind) {
      case 'removed':
        turn.edit(messageId, words.removed(removal.member.name));
        // A private chat has its person's id.
        turn.sayIn(userId, theirs.youAreRemoved(shop));
        break;
      case 'no-member':
        turn.clearButtons(messageId);
        answer = words.removedAlready;
        break;
      case 'not-yours':
        answer = words.notYours;
        break;
      case 'configured':
        answer = words.ownerInSettings;
        break;
      case 'last-owner':
        answer = words.lastOwner;
    }
    return turn.effects();
  };
  const removal = await services.store.members.remove(by.merchantId, userId, turn.userId, turn.at, react);
  if (removal.kind === 'removed') {
    const other = await spokenFor(services, userId);
    if (other === undefined) services.menus.clear(userId);
    else services.menus.show({ userId, role: other.role, language: theirs.language });
  }
  return answer;
}

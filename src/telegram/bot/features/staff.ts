import { Composer } from 'telegraf';
import { bold } from 'telegraf/format';
import { mayAppoint, ROLES, type Role } from '../../../domain/roles.ts';
import { hashOfCode, newInviteRef } from '../../../security/keyring.ts';
import { userIdOf } from '../../../domain/audit.ts';
import type { Membership, Removal } from '../../../store/port/members.ts';
import type { Invite, Member } from '../../../domain/member.ts';
import { FIRST_MERCHANT } from '../../../domain/merchant.ts';
import { button } from '../callback-data.ts';
import type { BotServices, BotContext } from '../bot-services.ts';
import { lines, type Keyboard } from '../../outbound/payload.ts';
import type { Turn } from '../turn.ts';
import type { Text } from '../../locales/locale.ts';
import { localeOf } from '../../locales/locales.ts';
import { command } from './command.ts';

/** How long a link lets somebody in. */
export const INVITE_LIFE_MS = 24 * 3_600_000;
/** The most people who are listed. */
const LISTED = 40;

/** `/staff`, `/invite` and `/newmerchant`: who is let in, and who is put out. */
export function staff(services: BotServices): Composer<BotContext> {
  const bot = new Composer<BotContext>();

  bot.command(command('staff'), async ({ turn, member }) => {
    turn.dropDraft(turn);
    if (member.role === 'cashier') return turn.say(turn.words.managersOnly);
    const [text, rows] = await staffList(services, turn, member);
    turn.say(text, rows.length === 0 ? {} : { markup: { kind: 'buttons', rows } });
  });

  bot.command(command('invite'), async ({ turn, member, me }) => {
    turn.dropDraft(turn);
    if (turn.chatKind !== 'private') return turn.say(turn.words.inPrivate);
    const roles = ROLES.filter((role) => mayAppoint(member.role, role)).toReversed();
    const [only] = roles;
    if (only === undefined) return turn.say(turn.words.managersOnly);
    if (roles.length === 1) return await invite(services, turn, member.merchantId, only, me);
    const rows = roles.map((role) => [
      button(turn.words.role[role], { kind: 'invite', merchant: member.merchantRef, role }),
    ]);
    turn.say(turn.words.inviteAs(member.merchantName), { markup: { kind: 'buttons', rows } });
  });

  bot.command(command('newmerchant'), async ({ turn, me }) => {
    turn.dropDraft(turn);
    if (turn.chatKind !== 'private') return turn.say(turn.words.inPrivate);
    if (services.keyring === undefined) return turn.say(turn.words.noSecretKey);
    await invite(services, turn, null, null, me);
  });

  return bot;
}

/** Makes a one-time link and says it, with a button that takes it back. Commits the turn. */
export async function invite(
  services: BotServices,
  turn: Turn,
  merchantId: number | null,
  role: Role | null,
  bot: string,
): Promise<void> {
  const { words } = turn;
  const ref = newInviteRef();
  const codeHash = hashOfCode(services.codeOf(ref));
  turn.sayNews({ kind: 'invite', ref, codeHash, role, bot });
  const values = { ref, codeHash, merchantId, role, expiresAt: turn.at + INVITE_LIFE_MS };
  if (await services.store.members.invite(values, { userId: turn.userId }, turn.at, turn.effects())) return;
  turn.forget();
  turn.say(merchantId === null ? words.operatorsOnly : words.managersOnly);
}

/** A shop's people and open links, with a button for each whom the reader may remove, or which they may take back. */
export async function staffList(
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
  const taking = links.map(({ ref, role }) => [
    button(words.buttons.takeBackLink(role === null ? words.newShop : words.role[role]), {
      kind: 'revoke',
      ref,
    }),
  ]);
  // Where others read, nobody is put out.
  return [text, chatKind === 'private' ? [...rows, ...taking] : []];
}

/** The open links that somebody may take back; those for new shops are the operators'. */
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

/** The presser, if they may still do something about a shop's people. */
export async function appointer(
  services: BotServices,
  turn: Turn,
  merchant: string,
): Promise<Membership | undefined> {
  const places = await services.store.members.of(turn.userId);
  const member = places.find(isCalled(merchant));
  return member === undefined || member.role === 'cashier' ? undefined : member;
}

/** Whether a button names this place's merchant: by its random name, or by its id, as versions before that did. */
export const isCalled =
  (merchant: string) =>
  ({ merchantRef, merchantId }: Membership): boolean =>
    merchant === merchantRef || merchant === String(merchantId);

/** Asks before somebody is removed. */
export async function askRemoval(
  services: BotServices,
  turn: Turn,
  { merchant, userId }: { readonly merchant: string; readonly userId: number },
  messageId: number,
): Promise<string | undefined> {
  const by = await appointer(services, turn, merchant);
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

/** Removes somebody, and tells them. */
export async function removeMember(
  services: BotServices,
  turn: Turn,
  { merchant, userId }: { readonly merchant: string; readonly userId: number },
  messageId: number,
): Promise<string | undefined> {
  const { words } = turn;
  const by = await appointer(services, turn, merchant);
  if (by === undefined) return words.notYours;
  let said: string | undefined;
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
        said = words.removedAlready;
        break;
      case 'not-yours':
        said = words.notYours;
        break;
      case 'configured':
        said = words.ownerInSettings;
        break;
      case 'last-owner':
        said = words.lastOwner;
    }
    return turn.effects();
  };
  await services.store.members.remove(by.merchantId, userId, turn.userId, turn.at, react);
  return said;
}

/** Whether somebody runs this bot: an owner of the first merchant. */
export const isOperator = async (services: BotServices, userId: number): Promise<boolean> =>
  (await services.store.members.find(FIRST_MERCHANT, userId))?.role === 'owner';

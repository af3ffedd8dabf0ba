import { Composer } from 'telegraf';
import { bold } from 'telegraf/format';
import { mayAppoint, ROLES, type Role } from '../../charge/roles.ts';
import { hashOfCode, newCode } from '../../seal.ts';
import type { Membership, Removal } from '../../store/members.ts';
import { FIRST_MERCHANT, type Member } from '../../store/schema.ts';
import { button } from '../buttons.ts';
import type { Desk, DeskContext } from '../desk.ts';
import { lines, type Keyboard } from '../payload.ts';
import type { Turn } from '../turn.ts';
import { wordsIn, type Text } from '../words/words.ts';
import { command } from './command.ts';

/** How long a link lets somebody in. */
export const INVITE_LIFE_MS = 24 * 3_600_000;
/** The most people who are listed. */
const LISTED = 40;

/** `/staff`, `/invite` and `/newmerchant`: who is let in, and who is put out. */
export function staff(desk: Desk): Composer<DeskContext> {
  const bot = new Composer<DeskContext>();

  bot.command(command('staff'), async ({ turn, member }) => {
    turn.dropDraft(turn);
    if (member.role === 'cashier') return turn.say(turn.words.managersOnly);
    const [text, rows] = await staffList(desk, turn, member);
    turn.say(text, rows.length === 0 ? {} : { markup: { kind: 'buttons', rows } });
  });

  bot.command(command('invite'), async ({ turn, member, me }) => {
    turn.dropDraft(turn);
    if (turn.chatKind !== 'private') return turn.say(turn.words.inPrivate);
    const roles = ROLES.filter((role) => mayAppoint(member.role, role)).toReversed();
    const [only] = roles;
    if (only === undefined) return turn.say(turn.words.managersOnly);
    if (roles.length === 1) return await invite(desk, turn, member.merchantId, only, me);
    const rows = roles.map((role) => [
      button(turn.words.role[role], { kind: 'invite', merchant: member.merchantRef, role }),
    ]);
    turn.say(turn.words.inviteAs(member.merchantName), { markup: { kind: 'buttons', rows } });
  });

  bot.command(command('newmerchant'), async ({ turn, me }) => {
    turn.dropDraft(turn);
    if (turn.chatKind !== 'private') return turn.say(turn.words.inPrivate);
    if (desk.keyring === undefined) return turn.say(turn.words.noSecretKey);
    await invite(desk, turn, null, null, me);
  });

  return bot;
}

/** Makes a one-time link and says it. Commits the turn. */
export async function invite(
  desk: Desk,
  turn: Turn,
  merchantId: number | null,
  role: Role | null,
  bot: string,
): Promise<void> {
  const { words } = turn;
  const code = newCode();
  const url = `https://t.me/${bot}?start=${code}`;
  turn.say(role === null ? words.merchantLink(url) : words.staffLink(words.role[role], url));
  const values = { codeHash: hashOfCode(code), merchantId, role, expiresAt: turn.at + INVITE_LIFE_MS };
  if (await desk.store.members.invite(values, { userId: turn.userId }, turn.at, turn.reaction())) return;
  turn.forget();
  turn.say(merchantId === null ? words.operatorsOnly : words.managersOnly);
}

/** A shop's people, with a button for each whom the reader may remove. */
export async function staffList(
  desk: Desk,
  { words, chatKind, userId }: Turn,
  reader: Pick<Membership, 'merchantId' | 'merchantName' | 'merchantRef' | 'role'>,
): Promise<readonly [Text, Keyboard]> {
  const all = await desk.store.members.staff(reader.merchantId);
  const shown = all.slice(0, LISTED);
  const rows = shown
    .filter((member) => member.userId !== userId && mayRemove(reader.role, member))
    .map(({ userId: id, name }) => [
      button(words.buttons.remove(name), { kind: 'remove', merchant: reader.merchantRef, userId: id }),
    ]);
  const text = lines(
    bold(words.staffTitle(reader.merchantName)),
    ...shown.map(({ name, role }) => `${name} · ${words.role[role]}`),
    all.length > shown.length ? words.andMore(all.length - shown.length) : undefined,
    words.staffHint,
  );
  // Where others read, nobody is put out.
  return [text, chatKind === 'private' ? rows : []];
}

const mayRemove = (role: Role, member: Member): boolean =>
  mayAppoint(role, member.role) && member.origin !== 'environment';

/** The presser, if they may still do something about a shop's people. */
export async function appointer(desk: Desk, turn: Turn, merchant: string): Promise<Membership | undefined> {
  const places = await desk.store.members.of(turn.userId);
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
  desk: Desk,
  turn: Turn,
  { merchant, userId }: { readonly merchant: string; readonly userId: number },
  messageId: number,
): Promise<string | undefined> {
  const by = await appointer(desk, turn, merchant);
  if (by === undefined) return turn.words.notYours;
  const member = await desk.store.members.find(by.merchantId, userId);
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
  desk: Desk,
  turn: Turn,
  { merchant, userId }: { readonly merchant: string; readonly userId: number },
  messageId: number,
): Promise<string | undefined> {
  const { words } = turn;
  const by = await appointer(desk, turn, merchant);
  if (by === undefined) return words.notYours;
  let said: string | undefined;
  const theirs = wordsIn((await desk.store.people.language(userId)) ?? 'en');
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
    return turn.reaction();
  };
  await desk.store.members.remove(by.merchantId, userId, turn.userId, turn.at, react);
  return said;
}

/** Whether somebody runs this bot: an owner of the first merchant. */
export const isOperator = async (desk: Desk, userId: number): Promise<boolean> =>
  (await desk.store.members.find(FIRST_MERCHANT, userId))?.role === 'owner';

import { bold } from 'telegraf/format';
import { formatKes } from '../../../domain/amount.ts';
import { netOf, type Closing, type ClosingFacts } from '../../../domain/closing.ts';
import { isAtLeast } from '../../../domain/roles.ts';
import type { ClosingScope } from '../../../store/port/closings.ts';
import type { Membership } from '../../../store/port/members.ts';
import type { Text } from '../../locales/locale.ts';
import type { Keyboard } from '../../outbound/payload.ts';
import type { BotServices } from '../bot-services.ts';
import { button, type ActionOf, type CallbackAction } from '../callback-data.ts';
import type { CommandContext, Press } from '../feature.ts';
import type { Turn } from '../turn.ts';
import { closingName, closingText } from './closing-text.ts';
import { closingExports } from './exports.ts';
import { isCalled } from './memberships.ts';

/** How many closings a page of the list has. */
const LISTED = 8;

export async function sayClosings(services: BotServices, { turn, member }: CommandContext): Promise<void> {
  const scope = scopeOf(turn, member);
  if (scope === undefined) return turn.say(turn.words.inPrivate);
  const [text, rows] = await closingList(services, turn, member, scope, 0);
  turn.say(text, rows.length === 0 ? {} : { markup: { kind: 'buttons', rows } });
}

export async function showList(
  services: BotServices,
  { turn, messageId }: Press,
  { merchant, before }: ActionOf<'closings'>,
): Promise<string | undefined> {
  const member = await memberAt(services, turn, merchant);
  const scope = member === undefined ? undefined : scopeOf(turn, member);
  if (member === undefined || scope === undefined) return turn.words.notYours;
  const [text, rows] = await closingList(services, turn, member, scope, before);
  turn.edit(messageId, text, rows);
  return undefined;
}

export async function showClosing(
  services: BotServices,
  { turn, messageId }: Press,
  { closing: ref }: ActionOf<'closing'>,
): Promise<string | undefined> {
  const closing = await services.store.closings.byRef(ref);
  const places = await services.store.members.of(turn.userId);
  const member = places.find(({ merchantId }) => merchantId === closing?.merchantId);
  if (closing === undefined || member === undefined || !isInScope(closing, scopeOf(turn, member)))
    return turn.words.notYours;
  turn.edit(messageId, closingText(services, turn, closing), under(turn, member, closing));
  return undefined;
}

/** A page of the list, with a button for each closing. */
async function closingList(
  services: BotServices,
  { words, at }: Turn,
  { merchantRef: merchant }: Membership,
  scope: ClosingScope,
  before: number,
): Promise<readonly [Text, Keyboard]> {
  const found = await services.store.closings.list(scope, before === 0 ? undefined : before, LISTED + 1);
  const shown = found.slice(0, LISTED);
  if (shown.length === 0 && before === 0) return [words.closings.none, []];
  const label = (closing: Closing): string =>
    [
      closingName(words, closing),
      services.time.moment(closing.at, at, words.locale),
      formatKes(netOf(closing.figures.total).amountKes),
    ].join(' · ');
  const last = shown.at(-1);
  const turnPage = [
    ...(before === 0
      ? []
      : [button(words.closings.buttons.newest, { kind: 'closings', merchant, before: 0 })]),
    ...(found.length > shown.length && last !== undefined
      ? [button(words.closings.buttons.older, { kind: 'closings', merchant, before: last.id })]
      : []),
  ];
  const rows = shown.map((closing) => [button(label(closing), { kind: 'closing', closing: closing.ref })]);
  return [bold(words.closings.title), turnPage.length === 0 ? rows : [...rows, turnPage]];
}

/** Which closings a person sees in this chat; undefined for none. */
function scopeOf({ chatKind, userId }: Turn, { merchantId, role }: Membership): ClosingScope | undefined {
  const isManager = isAtLeast(role, 'manager');
  if (chatKind === 'group') return isManager ? { merchantId, of: 'days' } : undefined;
  return { merchantId, of: isManager ? 'all' : userId };
}

const isInScope = ({ shiftOf }: Closing, scope: ClosingScope | undefined): boolean =>
  scope !== undefined &&
  (scope.of === 'all' || (scope.of === 'days' ? shiftOf === null : shiftOf === scope.of));

/** The buttons under a closing. */
export function under(turn: Turn, member: Membership, { ref }: ClosingFacts): Keyboard {
  const { words } = turn;
  if (scopeOf(turn, member) === undefined) return [];
  const list: CallbackAction = { kind: 'closings', merchant: member.merchantRef, before: 0 };
  return [
    ...(isAtLeast(member.role, 'manager') ? [closingExports(words, ref)] : []),
    [button(words.closings.buttons.all, list)],
  ];
}

/** Returns what the person is at the shop that a button names. */
export async function memberAt(
  services: BotServices,
  turn: Turn,
  merchant: string,
): Promise<Membership | undefined> {
  return (await services.store.members.of(turn.userId)).find(isCalled(merchant));
}

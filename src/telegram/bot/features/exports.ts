import { code } from 'telegraf/format';
import type { ExportRecipe } from '../../../domain/file-recipe.ts';
import { oneLine } from '../../../domain/one-line.ts';
import { readReportSpan } from '../../../domain/read-report-span.ts';
import { daySpan, monthSpan, rangeSpan, type ReportSpan } from '../../../domain/report-span.ts';
import { isAtLeast } from '../../../domain/roles.ts';
import type { Membership } from '../../../store/port/members.ts';
import { lines, type Keyboard } from '../../outbound/payload.ts';
import type { Locale } from '../../locales/locale.ts';
import type { BotServices } from '../bot-services.ts';
import { button, type ActionOf, type CallbackAction } from '../callback-data.ts';
import type { CommandContext, Feature, Press } from '../feature.ts';
import type { Turn } from '../turn.ts';
import { closingName } from './closing-text.ts';
import { isCalled } from './memberships.ts';

const CLOSING = /^(?:closing|day|siku|funga) #?([1-9]\d{0,8})$/i;
const FORMATS = ['xlsx', 'csv'] as const;

/** `/export`: charges as a file, for managers and owners. In a group, customers' numbers are masked. */
export const exports: Feature = {
  commands: [{ name: 'export', aliases: ['faili'], inMenu: true, requires: ['manager'], run: askFormat }],
  callbacks: { exportSpan, exportClosing },
};

/** The buttons that export a closing. */
export const closingExports = (words: Locale, closing: string): Keyboard[number] =>
  formatButtons(words, (format) => ({ kind: 'exportClosing', closing, format }));

const formatButtons = (
  words: Locale,
  action: (format: ExportRecipe['format']) => CallbackAction,
): Keyboard[number] => FORMATS.map((format) => button(`📄 ${words.exports.format[format]}`, action(format)));

async function askFormat(services: BotServices, { turn, member, payload }: CommandContext): Promise<void> {
  const { words } = turn;
  const asked = oneLine(payload, Number.POSITIVE_INFINITY);
  const number = Number(CLOSING.exec(asked)?.[1] ?? 0);
  if (number > 0) return await askClosing(services, turn, member, number);
  const today = services.days.dayAt(turn.at);
  const reading = readReportSpan(asked === '' ? 'month' : asked, today);
  if (reading.kind === 'refused')
    return turn.say(lines(words.exports.refused[reading.reason], ...examples(words)));
  const { from, to } = services.days.momentsOf(reading.span);
  const merchant = member.merchantRef;
  const row = formatButtons(words, (format) => ({ kind: 'exportSpan', merchant, from, to, format }));
  turn.say(
    lines(
      words.exports.ask(services.days.label(reading.span, today, words.locale)),
      ...(asked === '' ? [words.exports.hint, ...examples(words)] : []),
      turn.chatKind === 'group' ? words.exports.masked : undefined,
    ),
    { markup: { kind: 'buttons', rows: [row] } },
  );
}

const examples = ({ exports: { examples: shown } }: Locale) => shown.map((example) => code(example));

async function askClosing(
  services: BotServices,
  turn: Turn,
  { merchantId }: Membership,
  number: number,
): Promise<void> {
  const { words } = turn;
  const closing = await services.store.closings.dayByNumber(merchantId, number);
  if (closing === undefined) return turn.say(words.exports.noClosing(number));
  turn.say(
    lines(
      words.exports.ask(closingName(words, closing)),
      turn.chatKind === 'group' ? words.exports.masked : undefined,
    ),
    { markup: { kind: 'buttons', rows: [closingExports(words, closing.ref)] } },
  );
}

async function exportSpan(
  services: BotServices,
  press: Press,
  { merchant, from, to, format }: ActionOf<'exportSpan'>,
): Promise<string | undefined> {
  const { turn } = press;
  const member = await managerAt(services, turn, isCalled(merchant));
  if (member === undefined) return turn.words.managersOnly;
  const label = services.days.label(
    spanOf(services, from, to),
    services.days.dayAt(turn.at),
    turn.words.locale,
  );
  // What is paid from now on is not in it, so that its sheets agree.
  const span = { from, to: Math.min(to, turn.at) };
  if (span.to <= span.from) return turn.words.exports.refused.future;
  send(press, member, label, { span, format });
  return undefined;
}

async function exportClosing(
  services: BotServices,
  press: Press,
  { closing: ref, format }: ActionOf<'exportClosing'>,
): Promise<string | undefined> {
  const { turn } = press;
  const closing = await services.store.closings.byRef(ref);
  const member = await managerAt(services, turn, ({ merchantId }) => merchantId === closing?.merchantId);
  if (closing === undefined || member === undefined) return turn.words.managersOnly;
  send(press, member, closingName(turn.words, closing), { span: { closing: ref }, format });
  return undefined;
}

/** Sends the file, which is made when it is sent. The question says meanwhile what is coming, and how far it is. */
function send(
  { turn, messageId }: Press,
  { merchantId }: Membership,
  what: string,
  of: Pick<ExportRecipe, 'span' | 'format'>,
): void {
  const { words, userId } = turn;
  const isMasked = turn.chatKind === 'group';
  const text = words.exports.coming(what, words.exports.format[of.format]);
  turn.edit(messageId, text);
  turn.sayFile(
    { kind: 'export', merchantId, userId, isMasked, language: words.language, ...of },
    lines(text, isMasked ? words.exports.masked : undefined),
    { progress: { messageId, text } },
  );
}

/** The days from a moment to another, as a month if they are one. */
function spanOf({ days }: BotServices, from: number, to: number): ReportSpan {
  const [first, last] = [days.dayAt(from), days.dayAt(to - 1)];
  const month = monthSpan(first);
  if (first === last) return daySpan(first);
  return month.first === first && month.last === last ? month : rangeSpan(first, last);
}

/** Returns what the person is at the shop, or undefined if they are no manager or owner there. */
async function managerAt(
  services: BotServices,
  turn: Turn,
  isIt: (place: Membership) => boolean,
): Promise<Membership | undefined> {
  const member = (await services.store.members.of(turn.userId)).find(isIt);
  return member !== undefined && isAtLeast(member.role, 'manager') ? member : undefined;
}

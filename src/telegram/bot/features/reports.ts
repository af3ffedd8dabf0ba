import { code } from 'telegraf/format';
import { readReportSpan } from '../../../domain/read-report-span.ts';
import { isAtLeast } from '../../../domain/roles.ts';
import type { ReportSpan } from '../../../domain/report-span.ts';
import type { Scope } from '../../../store/port/charge-queries.ts';
import type { Membership } from '../../../store/port/members.ts';
import type { ActionOf } from '../callback-data.ts';
import type { BotServices } from '../bot-services.ts';
import type { CommandContext, Feature, Press } from '../feature.ts';
import { lines } from '../../outbound/payload.ts';
import type { Turn } from '../turn.ts';
import { nameIn } from './command.ts';
import { isCalled } from './memberships.ts';
import { sayChart } from './report-chart.ts';
import {
  MOST_CASHIERS,
  MOST_PAGES,
  PAGE,
  reportKeyboard,
  reportText,
  type ShownReport,
} from './report-view.ts';

const REPORT_COMMAND = { name: 'report', aliases: ['ripoti'] } as const;
/** In a button: whose charges a report counts. */
const EVERYBODY = 0;

/**
 * `/today` and `/report`: what was paid in a day, a week, a month or any days. In a group they count the charges of that group, in
 * private those of all chats. A cashier sees their own. Buttons lead to other days in place.
 */
export const reports: Feature = {
  commands: [
    { name: 'today', aliases: ['leo'], inMenu: true, run: (services, ctx) => sayReport(services, ctx, '') },
    { ...REPORT_COMMAND, inMenu: true, run: (services, ctx) => sayReport(services, ctx, ctx.payload) },
  ],
  callbacks: { report: turnTo, chart: sendChart },
};

/** A report that somebody may see here. */
interface Request {
  readonly place: Membership;
  readonly hasSeveral: boolean;
  readonly whose: number;
  readonly span: ReportSpan;
  readonly page: number;
}

async function sayReport(
  services: BotServices,
  { turn, member, hasSeveral }: CommandContext,
  asked: string,
): Promise<void> {
  const { words } = turn;
  const today = services.days.dayAt(turn.at);
  const reading = readReportSpan(asked, today);
  if (reading.kind === 'refused') {
    const name = nameIn(words.language, REPORT_COMMAND);
    const examples = words.reportExamples.split(',').map((example) => code(`/${name} ${example}`));
    return turn.say(lines(words.reportRefused[reading.reason], ...examples));
  }
  const whose = isAtLeast(member.role, 'manager') ? EVERYBODY : turn.userId;
  const report = await load(services, turn, {
    place: member,
    hasSeveral,
    whose,
    span: reading.span,
    page: 1,
  });
  const rows = reportKeyboard(services, words, report);
  turn.say(reportText(services, turn, report), { markup: { kind: 'buttons', rows } });
}

/** Shows other days, or another page of payments, in place of the report. */
async function turnTo(
  services: BotServices,
  { turn, messageId }: Press,
  action: ActionOf<'report'>,
): Promise<string | undefined> {
  const here = await placeOf(services, turn, action);
  if (here === undefined) return turn.words.notYours;
  const request = {
    ...here,
    whose: action.whose,
    span: action.span,
    page: Math.min(action.page, MOST_PAGES),
  };
  const report = await load(services, turn, request);
  turn.edit(messageId, reportText(services, turn, report), reportKeyboard(services, turn.words, report));
  return undefined;
}

async function sendChart(
  services: BotServices,
  { turn }: Press,
  action: ActionOf<'chart'>,
): Promise<string | undefined> {
  const here = await placeOf(services, turn, action);
  if (here === undefined) return turn.words.notYours;
  const today = services.days.dayAt(turn.at);
  await sayChart(services, turn, scopeOf(turn, here.place, action.whose), { span: action.span, today });
  return undefined;
}

/**
 * Finds what the person is at the shop that a button names. Returns undefined if they may not see that report here: a cashier sees their
 * own charges only, and a group shows the shop that it is linked to.
 */
async function placeOf(
  services: BotServices,
  turn: Turn,
  { merchant, whose }: Pick<ActionOf<'chart'>, 'merchant' | 'whose'>,
): Promise<Pick<Request, 'place' | 'hasSeveral'> | undefined> {
  const { members, merchants } = services.store;
  const places = await members.of(turn.userId);
  const place = places.find(isCalled(merchant));
  if (place === undefined) return undefined;
  if (!isAtLeast(place.role, 'manager') && whose !== turn.userId) return undefined;
  if (turn.chatKind === 'group' && (await merchants.ofChat(turn.chatId)) !== place.merchantId)
    return undefined;
  return { place, hasSeveral: turn.chatKind === 'private' && places.length > 1 };
}

const scopeOf = (turn: Turn, { merchantId }: Membership, whose: number): Scope => ({
  merchantId,
  chatId: turn.chatKind === 'private' ? undefined : turn.chatId,
  userId: whose === EVERYBODY ? undefined : whose,
});

async function load(
  services: BotServices,
  turn: Turn,
  { place, hasSeveral, whose, span, page }: Request,
): Promise<ShownReport> {
  const { reports: stored } = services.store;
  const scope = scopeOf(turn, place, whose);
  const moments = services.days.momentsOf(span);
  return {
    span,
    today: services.days.dayAt(turn.at),
    merchant: place.merchantRef,
    shop: hasSeveral ? place.merchantName : null,
    whose,
    whoseName: await nameOf(services, turn, place.merchantId, whose),
    sums: await stored.sums(scope, [moments.from, moments.to], MOST_CASHIERS),
    open: await stored.open(scope, moments),
    latest: await stored.latest(scope, moments, (page - 1) * PAGE, PAGE),
    page,
  };
}

async function nameOf(services: BotServices, turn: Turn, merchantId: number, whose: number): Promise<string> {
  if (whose === turn.userId) return turn.userName;
  return (await services.store.members.find(merchantId, whose))?.name ?? '';
}

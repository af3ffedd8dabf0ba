import { DateTime } from 'luxon';
import { keyringOf } from '../app/accounts.ts';
import { oneLine } from '../domain/one-line.ts';
import { systemClock } from '../runtime/clock.ts';
import { textTable } from './text-table.ts';
import { readDatabasePath, readSecretKeys, readTimeZone } from '../config/config.ts';
import { redact, PHONE } from '../runtime/redaction.ts';
import { runCommand } from './run-command.ts';
import { OperatorError } from '../runtime/operator-error.ts';
import { besideTillbot } from '../store/engines/sqlite/open-shared.ts';
import type { MerchantOverview, Merchants } from '../store/merchants.ts';
import { FIRST_MERCHANT, type Merchant } from '../domain/merchant.ts';
import type { EventDetail } from '../domain/audit.ts';
import type { Store } from '../store/store.ts';

const USAGE = [
  'This is not understood. It is one of:',
  '  npm run merchants                      lists them',
  '  npm run merchants -- suspend ID        keeps one from charging',
  '  npm run merchants -- resume ID         lets it charge again',
  '  npm run merchants -- disconnect ID     takes its account at the gateway away',
  '  npm run merchants -- history [ID]      shows who did what',
  '  npm run merchants -- links             lists the links that let somebody in, and who may connect a shop',
  '  npm run merchants -- revoke ID         takes one of those back, by its id in that list',
  '  npm run merchants -- forget-key KEY    gives up what was sealed under a lost key, named by its id',
].join('\n');

/** The first merchant has no name until its owner gives it one. */
const FIRST_NAME = 'the first shop';
/** The most events shown. */
const HISTORY_LIMIT = 500;

/** What is done, and what is said of it. */
type Command = (store: Shops, moment: Moment) => Promise<string>;
type Shops = Pick<Store, 'merchants' | 'members'>;
/** A time as the operator reads it. */
type Moment = (at: number) => string;

function momentIn(zone: string): Moment {
  return (at) => DateTime.fromMillis(at, { zone }).toFormat('yyyy-MM-dd HH:mm');
}

/** @throws OperatorError when the words are none of the command's */
function commandOf(verb: string, rest: readonly string[]): Command {
  if (verb === 'forget-key') return forgetKey(rest);
  if (verb === 'revoke') return revokeLink(rest);
  const [id, ...more] = rest.map(idOf);
  if (more.length > 0) throw new OperatorError(USAGE);
  if (verb === 'history')
    return ({ merchants }, moment) =>
      id === undefined ? history(merchants, moment) : history(merchants, moment, id);
  if (verb === 'list' && id === undefined) return ({ merchants }, moment) => list(merchants, moment);
  if (verb === 'links' && id === undefined) return links;
  const change = CHANGES.get(verb);
  if (change === undefined || id === undefined) throw new OperatorError(USAGE);
  return async ({ merchants }, moment) => await change(merchants, await existing(merchants, id), moment);
}

function idOf(word: string): number {
  if (!/^[1-9]\d{0,14}$/.test(word)) throw new OperatorError(USAGE);
  return Number(word);
}

type Change = (merchants: Merchants, merchant: Merchant, moment: Moment) => Promise<string>;

const CHANGES: ReadonlyMap<string, Change> = new Map<string, Change>([
  ['suspend', suspend],
  ['resume', resume],
  ['disconnect', disconnect],
]);

async function suspend(merchants: Merchants, merchant: Merchant, moment: Moment): Promise<string> {
  const { id, suspendedAt } = merchant;
  if (!(await merchants.suspend(id, true, systemClock.now()))) {
    const since = suspendedAt === null ? '' : `, since ${moment(suspendedAt)}`;
    throw new OperatorError(`${titleOf(merchant)} is suspended already${since}.`);
  }
  return (
    `${titleOf(merchant)} is suspended: nothing more is charged for it. What was sent before is still watched and told.\n` +
    `To undo that: npm run merchants -- resume ${id}`
  );
}

async function resume(merchants: Merchants, merchant: Merchant): Promise<string> {
  if (!(await merchants.suspend(merchant.id, false, systemClock.now())))
    throw new OperatorError(`${titleOf(merchant)} is not suspended.`);
  return `${titleOf(merchant)} may charge again.`;
}

async function disconnect(merchants: Merchants, merchant: Merchant): Promise<string> {
  if (merchant.id === FIRST_MERCHANT)
    throw new OperatorError(
      'The account of the first shop is in the settings (BOSMI_…), and is changed there. To keep it from charging: npm run merchants -- suspend 1',
    );
  if (!(await merchants.removeAccount(merchant.id, systemClock.now())))
    throw new OperatorError(`${titleOf(merchant)} has no account that could be taken away.`);
  return (
    `${titleOf(merchant)} has no account any more: nothing is charged for it until an owner of it sends the bot /connect.\n` +
    'A bot that is running watches what was sent before until it stops; what is open then is looked at again once the shop is connected.'
  );
}

function forgetKey([keyId = '', ...more]: readonly string[]): Command {
  if (!/^[0-9a-f]{8}$/.test(keyId) || more.length > 0) throw new OperatorError(USAGE);
  if (keyringOf(readSecretKeys(process.env))?.keyIds.includes(keyId) === true)
    throw new OperatorError(`The key ${keyId} is in SECRET_KEY, and so is not lost.`);
  return async ({ merchants }) => {
    if (!(await merchants.keyIds()).includes(keyId))
      throw new OperatorError(`Nothing is sealed under the key ${keyId}.`);
    const { merchantIds, updates } = await merchants.forgetKey(keyId, systemClock.now());
    const whose =
      merchantIds.length === 0
        ? 'No account was sealed under it.'
        : `These merchants have no account any more, until an owner sends the bot /connect: ${merchantIds.join(', ')}.`;
    return `Given up is what was sealed under the key ${keyId}. ${whose} Messages to the bot that were not handled yet and are lost: ${updates}.`;
  };
}

/** Every link that would let somebody in, and everybody who was let in to connect a shop and has not yet. */
async function links({ members, merchants }: Shops, moment: Moment): Promise<string> {
  const open = await members.openInvites(undefined, systemClock.now());
  const waiting = await members.applicants();
  if (open.length === 0 && waiting.length === 0)
    return 'No link is open, and nobody is about to connect a shop. To make a link: npm run invite';
  const names = new Map((await merchants.overview()).map((merchant) => [merchant.id, titleOf(merchant)]));
  const rows = [
    ...open.map(({ ref, merchantId, role, createdBy, createdAt, expiresAt }) => [
      ref,
      merchantId === null ? 'connects a shop' : `${role} of ${names.get(merchantId) ?? merchantId}`,
      createdBy,
      moment(createdAt),
      `until ${moment(expiresAt)}`,
    ]),
    ...waiting.map(({ userId, name, letInAt, invitedBy }) => [
      `${userId}`,
      `${harmless(name)} may connect a shop`,
      invitedBy ?? '–',
      moment(letInAt),
      '–',
    ]),
  ];
  const table = textTable([['ID', 'WHAT', 'BY', 'SINCE', 'ENDS'], ...rows]);
  return `${table}\nTo take one back: npm run merchants -- revoke ID`;
}

/** @param words a link's name, or the Telegram id of somebody who may connect a shop */
function revokeLink([id = '', ...more]: readonly string[]): Command {
  const isPerson = /^[1-9]\d{0,14}$/.test(id);
  if (more.length > 0 || (!isPerson && !/^[a-z]{8}$/.test(id))) throw new OperatorError(USAGE);
  return async ({ members }) => {
    const now = systemClock.now();
    const outcome = isPerson
      ? await members.revokeApplicant(Number(id), 'operator', now)
      : await members.revokeInvite(id, 'operator', now);
    if (outcome !== 'revoked')
      throw new OperatorError(
        `There is nothing to take back under ${id}. To list what there is: npm run merchants -- links`,
      );
    return isPerson
      ? `Whoever has the Telegram id ${id} cannot connect a shop any more.`
      : `The link ${id} lets nobody in any more.`;
  };
}

async function list(merchants: Merchants, moment: Moment): Promise<string> {
  const rows = (await merchants.overview()).map((merchant) => [
    `${merchant.id}`,
    harmless(merchant.name) || `(${FIRST_NAME})`,
    accountOf(merchant),
    merchant.suspendedAt === null ? 'active' : `suspended since ${moment(merchant.suspendedAt)}`,
    `${merchant.staff}`,
    `${merchant.charges}`,
    merchant.lastChargeAt === null ? '–' : moment(merchant.lastChargeAt),
  ]);
  return textTable([['ID', 'NAME', 'ACCOUNT', 'STATE', 'STAFF', 'CHARGES', 'LAST CHARGE'], ...rows]);
}

function accountOf({ id, hasAccount }: MerchantOverview): string {
  if (id === FIRST_MERCHANT) return 'settings';
  return hasAccount ? 'connected' : 'none';
}

async function history(merchants: Merchants, moment: Moment, id?: number): Promise<string> {
  if (id !== undefined) await existing(merchants, id);
  const events = await merchants.history(id, HISTORY_LIMIT);
  if (events.length === 0) return 'Nothing has happened yet.';
  const rows = events
    .toReversed()
    .map(({ at, merchantId, actor, what, detail }) => [
      moment(at),
      merchantId === null ? '–' : `${merchantId}`,
      actor,
      what,
      detailOf(detail, moment),
    ]);
  const table = textTable([['WHEN', 'MERCHANT', 'WHO', 'WHAT', 'DETAIL'], ...rows]);
  return events.length < HISTORY_LIMIT ? table : `${table}\nThese are the last ${HISTORY_LIMIT}.`;
}

function detailOf(detail: EventDetail, moment: Moment): string {
  return Object.entries(detail)
    .map(([name, value]) => `${name}: ${name === 'before' ? moment(Number(value)) : shown(value)}`)
    .join(', ');
}

/** Telegram's ids may look like numbers of phones, and are none. */
function shown(value: unknown): string {
  if (typeof value === 'number') return `${value}`;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return /^user:\d+$/.test(text) ? text : harmless(text);
}

/** @throws OperatorError when there is no such merchant */
async function existing(merchants: Merchants, id: number): Promise<Merchant> {
  const merchant = await merchants.find(id);
  if (merchant === undefined)
    throw new OperatorError(`There is no merchant ${id}. To list them: npm run merchants`);
  return merchant;
}

const titleOf = ({ id, name }: Merchant): string => `Merchant ${id} (${harmless(name) || FIRST_NAME})`;

/** What people typed, without what moves a terminal's cursor, and without a customer's number. */
const harmless = (text: string): string => redact(oneLine(text, Number.POSITIVE_INFINITY), [PHONE]);

/** `npm run merchants [-- suspend|resume|disconnect ID | history [ID] | links | revoke ID]`: while the bot works. */
await runCommand(async () => {
  const [, , verb = 'list', ...rest] = process.argv;
  const command = commandOf(verb, rest);
  const moment = momentIn(readTimeZone(process.env));
  console.log(await besideTillbot(readDatabasePath(process.env), (store) => command(store, moment)));
  return 0;
});

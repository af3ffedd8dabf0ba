import { code, fmt } from 'telegraf/format';
import type { Charge } from '../../../domain/charge.ts';
import { readSearch, type ChargeFilter } from '../../../domain/charge-search.ts';
import { oneLine } from '../../../domain/one-line.ts';
import { PHONE, redact } from '../../../runtime/redaction.ts';
import type { Membership } from '../../../store/port/members.ts';
import type { Toward } from '../../../store/port/charge-queries.ts';
import { lines } from '../../outbound/payload.ts';
import type { BotServices } from '../bot-services.ts';
import { MAX_SEARCH_BYTES } from '../callback-fields.ts';
import type { ActionOf } from '../callback-data.ts';
import type { CommandContext, Feature, Press } from '../feature.ts';
import type { Turn } from '../turn.ts';
import { nameIn } from './command.ts';
import { PAGE, pageOf, pageRows, pageText, type Page } from './charge-list.ts';
import { sayCharge } from './charge-page.ts';
import { findPasted } from './find-pasted.ts';
import type { Findable } from './find.words.ts';
import { sayPhone, turnPhone } from './phone-charges.ts';
import { quoted } from './refusal.ts';
import { searchCharges, SEARCHED_AT_MOST, type Found } from './search-charges.ts';
import { chargeHere, isVisible, visibilityOf } from './visibility.ts';

const STATUS_COMMAND = { name: 'status', aliases: ['hali'] } as const;
const FIND_COMMAND = { name: 'find', aliases: ['tafuta'] } as const;

/** An example of each that can be found. */
const EXAMPLES: readonly (readonly [what: Findable, text: string])[] = [
  ['note', 'unga'],
  ['name', 'wanjiku'],
  ['amount', '1500'],
  ['digits', '678'],
  ['phone', '0712345678'],
  ['receipt', 'UKO4H7XK2P'],
  ['number', '#12'],
];

/**
 * `/find` and `/status`: by note, amount, last digits or M-Pesa message, and by receipt, phone or charge number. In a group they find the
 * charges of that group, in private those of all chats. A cashier finds their own.
 */
export const find: Feature = {
  commands: [
    { ...STATUS_COMMAND, inMenu: true, run: sayStatus },
    { ...FIND_COMMAND, inMenu: true, run: sayFound },
  ],
  callbacks: { open, find: turnSearch, ofPhone: turnPhone },
};

async function sayStatus(services: BotServices, { turn, member, payload }: CommandContext): Promise<void> {
  const { words } = turn;
  const asked = oneLine(payload, Number.POSITIVE_INFINITY);
  if (asked === '')
    return turn.say(
      lines(
        words.statusUsage,
        ...['SGK7XA1B2C', '0712345678', '12'].map((what) =>
          code(`/${nameIn(words.language, STATUS_COMMAND)} ${what}`),
        ),
      ),
    );
  const number = /^#?(\d{1,8})$/.exec(asked)?.[1];
  const search = readSearch(number === undefined ? asked : `#${number}`);
  if (search.kind === 'phone') return await sayPhone(services, turn, member, search.msisdn);
  if (search.kind === 'message') return await findPasted(services, turn, member, search.message);
  const charge =
    search.kind === 'number'
      ? await byNumber(services, turn, member, search.number)
      : search.kind === 'filters' && search.receipt !== undefined
        ? await byReceipt(services, turn, member, search.receipt)
        : undefined;
  if (charge === undefined) return turn.say(words.statusNotFound(quotedFor(turn, asked)));
  await sayCharge(services, turn, member, charge);
}

async function sayFound(services: BotServices, { turn, member, payload }: CommandContext): Promise<void> {
  const { words } = turn;
  const search = readSearch(payload);
  const asked = oneLine(payload, Number.POSITIVE_INFINITY);
  switch (search.kind) {
    case 'empty':
      return turn.say(
        lines(
          words.findUsage,
          ...EXAMPLES.map(
            ([what, text]) =>
              fmt`${code(`/${nameIn(words.language, FIND_COMMAND)} ${text}`)} – ${words.findable[what]}`,
          ),
        ),
      );
    case 'too-short':
      return turn.say(words.findTooShort);
    case 'number': {
      const charge = await byNumber(services, turn, member, search.number);
      if (charge === undefined) return turn.say(words.foundNothing(quotedFor(turn, asked)));
      return await sayCharge(services, turn, member, charge);
    }
    case 'phone':
      return await sayPhone(services, turn, member, search.msisdn);
    case 'message':
      return await findPasted(services, turn, member, search.message);
    case 'filters': {
      const { receipt, filters } = search;
      const paid = receipt === undefined ? undefined : await byReceipt(services, turn, member, receipt);
      if (paid !== undefined) return await sayCharge(services, turn, member, paid);
      return await sayFiltered(services, turn, member, asked, filters);
    }
  }
}

/** Says the first page of what was found, or the charge if it is the only one. */
async function sayFiltered(
  services: BotServices,
  turn: Turn,
  member: Membership,
  asked: string,
  filters: readonly ChargeFilter[],
): Promise<void> {
  const { words } = turn;
  const from = { toward: 'older', from: undefined, limit: PAGE + 1 } as const;
  const found = await searchCharges(services, visibilityOf(turn, member), filters, from);
  const [only, ...others] = found.charges;
  const limit = found.isCut ? words.searchedNewest(SEARCHED_AT_MOST) : undefined;
  if (only === undefined) return turn.say(lines(words.foundNothing(quotedFor(turn, asked)), limit));
  if (others.length === 0) return await sayCharge(services, turn, member, only, limit);
  const page = pageOf(found.charges, 'older', true);
  turn.say(...shown(services, turn, asked, page, found));
}

/** Turns a page of a search, in place. */
async function turnSearch(
  services: BotServices,
  { turn, messageId }: Press,
  { toward, charge: ref, text }: ActionOf<'find'>,
): Promise<string | undefined> {
  const here = await chargeHere(services, turn, ref);
  const search = readSearch(text);
  if (here === undefined || search.kind !== 'filters') return turn.words.notYours;
  const { charge, member } = here;
  const from = { toward, from: charge.number, limit: PAGE + 1 };
  const found = await searchCharges(services, visibilityOf(turn, member), search.filters, from);
  if (found.charges.length === 0) return turn.words.noMore;
  const [message, { markup }] = shown(services, turn, text, pageOf(found.charges, toward, false), found);
  turn.edit(messageId, message, markup.rows);
  return undefined;
}

/** Shows a page of a search. It has no buttons that turn the page if the text to search for does not fit in a button. */
function shown(services: BotServices, turn: Turn, asked: string, page: Page, { isCut }: Found) {
  const { words } = turn;
  const fits = Buffer.byteLength(asked) <= MAX_SEARCH_BYTES;
  const below =
    page.hasOlder && !fits ? words.narrowSearch : isCut ? words.searchedNewest(SEARCHED_AT_MOST) : undefined;
  const text = pageText(services, turn, words.found(quotedFor(turn, asked)), page, below);
  const turnPage = (toward: Toward, { ref }: Charge) =>
    ({ kind: 'find', toward, charge: ref, text: asked }) as const;
  const rows = pageRows(turn, page, fits ? turnPage : undefined);
  return [text, { markup: { kind: 'buttons', rows } }] as const;
}

/** Opens a charge's page. */
async function open(
  services: BotServices,
  { turn }: Press,
  { charge: ref }: ActionOf<'open'>,
): Promise<string | undefined> {
  const here = await chargeHere(services, turn, ref);
  if (here === undefined) return turn.words.notYours;
  await sayCharge(services, turn, here.member, here.charge);
  return undefined;
}

async function byNumber(
  { store }: BotServices,
  turn: Turn,
  member: Membership,
  number: number,
): Promise<Charge | undefined> {
  const charge = await store.chargeQueries.byNumber(member.merchantId, number);
  return charge !== undefined && isVisible(turn, member, charge) ? charge : undefined;
}

/** Returns the visible charge that was paid with a receipt. */
async function byReceipt(
  { store }: BotServices,
  turn: Turn,
  member: Membership,
  receipt: string,
): Promise<Charge | undefined> {
  const charge = await store.chargeQueries.byReceipt(receipt);
  return charge !== undefined && isVisible(turn, member, charge) ? charge : undefined;
}

/** What the person looked for, as the chat may see it: in a group others read along, so a number is masked. */
const quotedFor = ({ chatKind }: Turn, asked: string): string =>
  quoted(chatKind === 'private' ? asked : redact(asked, [PHONE]));

import { bold, fmt } from 'telegraf/format';
import { formatKes, type AmountKes } from '../../../domain/amount.ts';
import { DRAFT_LIFE_MS, type Draft, type DraftPayer } from '../../../domain/draft.ts';
import { formatPhone, maskPhone, networkOf, toLocal, type Msisdn } from '../../../domain/msisdn.ts';
import type { Membership } from '../../../store/port/members.ts';
import { lines, replyInGroup, type Keyboard } from '../../outbound/payload.ts';
import { phoneFor, shopLine } from '../../outbound/render.ts';
import type { Text } from '../../locales/text.ts';
import { newToken } from '../bot-services.ts';
import { button } from '../callback-data.ts';
import type { Turn } from '../turn.ts';
import type { LeftOutLine } from './collect.words.ts';
import { quoted } from './refusal.ts';

/** How many of the lines that need a look are shown. */
const LINES_SHOWN = 10;
/** How many customers are written out in the question. */
const PAYERS_SHOWN = 30;
/** How many numbers of other networks are. */
const NUMBERS_SHOWN = 5;

/** A list that is being put together. */
export interface PayerList {
  readonly merchantId: number;
  readonly amountKes: AmountKes;
  readonly note: string | null;
  readonly payers: readonly DraftPayer[];
  /** The `ref` of the collection that gets more payers; null for a new one. */
  readonly about: string | null;
  readonly commandMessageId: number | null;
  readonly commandWord: string | null;
  readonly threadId: number | null;
}

/** Returns the list that a draft holds, or undefined if it is about something else. */
export function listOf(draft: Draft | undefined): PayerList | undefined {
  if (draft?.step !== 'payers' || draft.merchantId === null || draft.amountKes === null) return undefined;
  const { merchantId, amountKes, note, payers, about, commandMessageId, commandWord, threadId } = draft;
  return {
    merchantId,
    amountKes,
    note,
    payers: payers ?? [],
    about,
    commandMessageId,
    commandWord,
    threadId,
  };
}

/** Asks what each customer pays, and for what. */
export function askCollectAmount(
  turn: Turn,
  member: Membership,
  place: Pick<PayerList, 'commandMessageId' | 'commandWord' | 'threadId'>,
  above: readonly (Text | undefined)[] = [],
  rows: Keyboard = [],
): void {
  const { words } = turn;
  const token = newToken();
  turn.putDraft({ ...emptyDraft(turn, token, place), merchantId: member.merchantId, step: 'collect-amount' });
  // A message has either buttons or a reply box.
  if (rows.length > 0 && turn.chatKind === 'group') {
    turn.say(lines(...above), { markup: { kind: 'buttons', rows } });
    return turn.say(bold(words.askCollectAmount), replyBox(words.collectPlaceholder, token));
  }
  const text = lines(...above, bold(words.askCollectAmount), words.collectExample);
  if (turn.chatKind === 'group') return turn.say(text, replyBox(words.collectPlaceholder, token));
  turn.say(text, { markup: rows.length === 0 ? undefined : { kind: 'buttons', rows }, draftToken: token });
}

const replyBox = (placeholder: string, draftToken: string) => ({
  markup: { kind: 'force-reply', placeholder } as const,
  draftToken,
});

/** Asks who pays, or, once somebody is on the list, whether to send. Another text adds to it. */
export function askPayers(
  turn: Turn,
  list: PayerList,
  names: ReadonlyMap<string, string>,
  { leftOut = [], shop = null, messageId }: AskPayersOptions = {},
): void {
  const token = newToken();
  turn.putDraft({
    ...emptyDraft(turn, token, list),
    merchantId: list.merchantId,
    step: 'payers',
    amountKes: list.amountKes,
    note: list.note,
    about: list.about,
    payers: list.payers,
    ...(messageId === undefined ? {} : { promptMessageId: messageId }),
  });
  const text = questionText(turn, list, names, shop, leftOut);
  const rows = questionRows(turn, token, list);
  if (messageId !== undefined) return turn.edit(messageId, text, rows);
  // After a press there is no message of the person to reply to.
  const replyTo =
    turn.messageId === undefined
      ? { replyTo: replyInGroup(list.commandMessageId, list.commandWord) ?? null }
      : {};
  if (list.payers.length === 0 && turn.chatKind === 'group')
    return turn.say(text, { ...replyBox(turn.words.payersPlaceholder, token), ...replyTo });
  turn.say(text, { markup: { kind: 'buttons', rows }, draftToken: token, ...replyTo });
}

export interface AskPayersOptions {
  readonly leftOut?: readonly LeftOutLine[];
  /** The shop's name, if the person works at several. */
  readonly shop?: string | null;
  /** The bot's message that becomes the question; undefined for a new one. */
  readonly messageId?: number;
}

function questionText(
  turn: Turn,
  list: PayerList,
  names: ReadonlyMap<string, string>,
  shop: string | null,
  leftOut: readonly LeftOutLine[],
): Text {
  const { words } = turn;
  const { payers, amountKes, note } = list;
  const problems = leftOutLines(turn, leftOut);
  const each = formatKes(amountKes);
  if (payers.length === 0)
    return lines(
      ...problems,
      bold(words.askPayers(each)),
      shopLine(shop, words),
      note === null ? undefined : `📝 ${note}`,
      words.askPayersHint,
    );
  const total = payers.reduce((sum, payer) => sum + (payer.amountKes ?? amountKes), 0);
  return lines(
    bold(words.collectQuestion({ count: payers.length, total: formatKes(total) })),
    fmt`👥 ${note ?? words.collection} · ${words.each(each)}`,
    shopLine(shop, words),
    ...payerLines(turn, list, names),
    offNetworkLine(turn, payers),
    ...problems,
    words.sendMorePayers,
  );
}

/** Those of a list who are written out in the question: whoever presses Send has seen whom and what was read. */
export function payersShown({ payers, amountKes }: Pick<PayerList, 'payers' | 'amountKes'>) {
  if (payers.length <= PAYERS_SHOWN) return payers;
  // What may have been read wrongly comes first.
  const rank = (payer: DraftPayer): number => {
    if (payer.isByName === true) return 0;
    return (payer.amountKes ?? amountKes) === amountKes ? 2 : 1;
  };
  return payers.toSorted((a, b) => rank(a) - rank(b)).slice(0, PAYERS_SHOWN);
}

function payerLines(
  turn: Turn,
  list: PayerList,
  names: ReadonlyMap<string, string>,
): readonly (Text | undefined)[] {
  const shown = payersShown(list);
  const more = list.payers.length - shown.length;
  return [
    ...shown.map(({ msisdn, name, amountKes }) => {
      const who = phoneFor(turn.chatKind, msisdn, names.get(msisdn) ?? name);
      const isOwn = amountKes !== null && amountKes !== list.amountKes;
      return `• ${who}${isOwn ? ` · ${formatKes(amountKes)}` : ''}`;
    }),
    more > 0 ? turn.words.andMore(more) : undefined,
  ];
}

function offNetworkLine(turn: Turn, payers: readonly DraftPayer[]): string | undefined {
  const off = payers.filter(({ msisdn }) => networkOf(msisdn) !== 'Safaricom');
  if (off.length === 0) return undefined;
  const shown = off.slice(0, NUMBERS_SHOWN).map(({ msisdn }) => numberIn(turn, msisdn));
  const more = off.length > shown.length ? ` ${turn.words.andMore(off.length - shown.length)}` : '';
  return turn.words.offNetworkPayers(shown.join(', ') + more);
}

const numberIn = ({ chatKind }: Turn, msisdn: Msisdn): string =>
  chatKind === 'private' ? formatPhone(msisdn) : maskPhone(msisdn);

/** Names each line that is left out and what is wrong with it. In a group its text is not repeated: it may hold a number. */
function leftOutLines(turn: Turn, leftOut: readonly LeftOutLine[]): readonly (Text | undefined)[] {
  if (leftOut.length === 0) return [];
  const { words, chatKind } = turn;
  return [
    words.leftOutTitle(leftOut.length),
    ...leftOut.slice(0, LINES_SHOWN).map(({ place, text, why }) => {
      const shown = /^254\d{9}$/.test(text) ? toLocal(text as Msisdn) : text;
      const line = chatKind === 'private' ? `“${quoted(shown)}”` : words.line(place);
      return `${line}: ${words.leftOut[why]}`;
    }),
    leftOut.length > LINES_SHOWN ? words.andMore(leftOut.length - LINES_SHOWN) : undefined,
  ];
}

function questionRows({ words, chatKind }: Turn, token: string, { payers }: PayerList): Keyboard {
  const { buttons } = words;
  const send = button(buttons.sendToPayers(payers.length), { kind: 'sendToPayers', token });
  const pick = button(buttons.pickPayers, { kind: 'pickPayers', token, page: 1 });
  const cancel = button(buttons.cancel, { kind: 'leave', token });
  // Customers are listed in private only, as `/customers` does.
  const others = chatKind === 'private' ? [pick, cancel] : [cancel];
  return payers.length === 0 ? [others] : [[send], others];
}

const emptyDraft = (
  turn: Turn,
  token: string,
  {
    commandMessageId,
    commandWord,
    threadId,
  }: Pick<PayerList, 'commandMessageId' | 'commandWord' | 'threadId'>,
) => ({
  chatId: turn.chatId,
  userId: turn.userId,
  token,
  msisdn: null,
  amountKes: null,
  note: null,
  shownReasons: [],
  commandMessageId,
  commandWord,
  threadId,
  askedAt: turn.at,
  expiresAt: turn.at + DRAFT_LIFE_MS,
});

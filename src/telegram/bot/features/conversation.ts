import { bold, code, fmt } from 'telegraf/format';
import type { Contact } from 'telegraf/types';
import { readAmount, type AmountKes } from '../../../domain/amount.ts';
import { readPhone, toLocal, type Msisdn } from '../../../domain/msisdn.ts';
import { MAX_NOTE_LENGTH, type ChargeRequest } from '../../../domain/charge-request.ts';
import { oneLine } from '../../../domain/one-line.ts';
import { phonesInVcard } from '../../../domain/vcard.ts';
import type { Membership } from '../../../store/port/members.ts';
import type { Draft } from '../../../domain/draft.ts';
import type { ChatKind } from '../../../domain/charge.ts';
import type { Confirmation } from '../../../payments/create-charge.ts';
import { button } from '../callback-data.ts';
import { newToken, type BotServices } from '../bot-services.ts';
import { lines } from '../../outbound/payload.ts';
import { phoneFor } from '../../outbound/render.ts';
import type { Turn } from '../turn.ts';
import type { Text, Locale } from '../../locales/locale.ts';
import { askFirst, DRAFT_LIFE_MS } from './request-charge.ts';
import { visibilityOf } from './visibility.ts';

/** How many of the last customers are offered. */
const CUSTOMERS_OFFERED = 4;
/** How many numbers of a contact are offered. */
const NUMBERS_OFFERED = 8;
/** The most of a wrong text that is shown back, in characters. */
const MAX_QUOTED = 40;
/** What a right command looks like after `/charge`. */
export const EXAMPLE = '0712345678 500';

/** What a conversation holds so far. */
export interface Half {
  readonly merchantId: number | null;
  readonly msisdn: Msisdn | null;
  readonly commandMessageId: number | null;
  readonly threadId: number | null;
}

/** Asks for the phone, and offers the chat's last customers. */
export async function askPhone(
  services: BotServices,
  turn: Turn,
  member: Membership,
  half: Half,
  problem?: string,
): Promise<void> {
  const { words } = turn;
  const token = newToken();
  turn.putDraft({ ...draftOf(turn, token, half), step: 'phone' });
  const customers = await services.store.chargeQueries.recentCustomers(
    { ...visibilityOf(turn, member), chatId: turn.chatId },
    CUSTOMERS_OFFERED,
  );
  const rows = customers.map((charge) => [
    button(phoneFor(turn.chatKind, charge.msisdn), { kind: 'customer', token, charge: charge.ref }),
  ]);
  const question = lines(
    problem,
    bold(words.askPhone),
    turn.chatKind === 'private' ? words.askPhoneHint : undefined,
  );
  if (turn.chatKind === 'private') {
    const markup = rows.length === 0 ? undefined : ({ kind: 'buttons', rows } as const);
    turn.say(lines(question, rows.length === 0 ? undefined : words.recentCustomers), {
      markup,
      draftToken: token,
    });
    return;
  }
  // A message has either buttons or a reply box, and in a group only a reply is sure to reach us.
  if (rows.length > 0) turn.say(words.recentCustomers, { markup: { kind: 'buttons', rows } });
  turn.say(question, {
    markup: { kind: 'force-reply', placeholder: words.phonePlaceholder },
    draftToken: token,
  });
}

/** Takes the mobile number of a contact that was shared as the answer to the question for the phone, or asks which of several. */
export async function answerContact(
  services: BotServices,
  turn: Turn,
  member: Membership,
  draft: Draft,
  contact: Contact,
): Promise<void> {
  const own = readPhone(contact.phone_number);
  const all = [...(own.kind === 'phone' ? [own.msisdn] : []), ...phonesInVcard(contact.vcard ?? '')];
  const numbers = [...new Set(all)].slice(0, NUMBERS_OFFERED);
  const [only, ...others] = numbers;
  // What is wrong with the number of a contact that has no mobile one is said as of a typed one.
  if (only === undefined) return await answer(services, turn, member, draft, contact.phone_number);
  if (others.length === 0) return askAmount(turn, { ...draft, msisdn: only });
  const token = newToken();
  turn.putDraft({ ...draftOf(turn, token, draft), step: 'phone' });
  const rows = numbers.map((msisdn) => [
    button(phoneFor(turn.chatKind, msisdn), { kind: 'number', token, msisdn }),
  ]);
  turn.say(bold(turn.words.whichNumber), { markup: { kind: 'buttons', rows }, draftToken: token });
}

/** Asks for the amount. */
export function askAmount(turn: Turn, half: Half & { readonly msisdn: Msisdn }, problem?: string): void {
  const { words } = turn;
  const token = newToken();
  turn.putDraft({ ...draftOf(turn, token, half), step: 'amount' });
  const question = lines(problem, bold(words.askAmount(phoneFor(turn.chatKind, half.msisdn))));
  const markup =
    turn.chatKind === 'private'
      ? undefined
      : ({ kind: 'force-reply', placeholder: words.amountPlaceholder } as const);
  // After the press of a button there is no message of the person's to answer but the command.
  const replyTo = turn.chatKind === 'group' ? (turn.messageId ?? half.commandMessageId) : null;
  turn.say(question, { markup, draftToken: token, replyTo });
}

/** Shows phone and amount, with Send and Cancel. */
function confirm(
  turn: Turn,
  member: Membership,
  hasSeveral: boolean,
  half: Half & { readonly msisdn: Msisdn },
  amountKes: AmountKes,
  doubts: readonly Confirmation[],
): void {
  askFirst(
    turn,
    {
      merchantId: member.merchantId,
      shop: hasSeveral ? member.merchantName : null,
      msisdn: half.msisdn,
      amountKes,
      note: null,
      idempotencyKey: '',
      requestedAt: turn.at,
      commandMessageId: half.commandMessageId,
      threadId: half.threadId,
      questionMessageId: undefined,
      accepted: [],
    },
    [{ reason: 'conversation' }, ...doubts],
  );
}

/** Takes the answer to the question that a draft stands at. A wrong answer is asked again, and nothing is lost. */
export async function answer(
  services: BotServices,
  turn: Turn,
  member: Membership,
  draft: Draft,
  said: string,
): Promise<void> {
  // As a command's words are read: an invisible character is none of the answer.
  const text = oneLine(said, Number.POSITIVE_INFINITY);
  switch (draft.step) {
    case 'phone': {
      const phone = readPhone(text);
      if (phone.kind === 'refused') {
        return await askPhone(
          services,
          turn,
          member,
          draft,
          turn.words.refusedPhone[phone.reason](quoted(text)),
        );
      }
      return askAmount(turn, { ...draft, msisdn: phone.msisdn });
    }
    case 'amount': {
      const { msisdn } = draft;
      if (msisdn === null) return await askPhone(services, turn, member, draft);
      const amount = readAmount(text);
      if (amount.kind === 'refused') {
        return askAmount(turn, { ...draft, msisdn }, turn.words.refusedAmount[amount.reason](quoted(text)));
      }
      const hasSeveral =
        turn.chatKind === 'private' && (await services.store.members.of(turn.userId)).length > 1;
      const doubts: readonly Confirmation[] =
        amount.kind === 'to-confirm' ? [{ reason: 'unusual-amount', written: quoted(text) }] : [];
      return confirm(turn, member, hasSeveral, { ...draft, msisdn }, amount.amountKes, doubts);
    }
    case 'confirm':
    default:
      // Only its buttons answer this; a text may have been meant for a person.
      return turn.say(turn.words.pressAButton);
  }
}

/** Says what was wrong with a command, with a right example made from what was right in it. */
export function refusal({ words, chatKind }: Turn, request: ChargeRequest & { kind: 'refused' }): Text {
  const [problem, example] = problemOf(words, request, chatKind);
  return lines(problem, fmt`${words.example} ${code(`/charge ${example}`)}`);
}

function problemOf(
  words: Locale,
  request: ChargeRequest & { kind: 'refused' },
  chatKind: ChatKind,
): readonly [problem: string, example: string] {
  switch (request.what) {
    case 'phone':
      return [words.refusedPhone[request.reason](quoted(request.text)), EXAMPLE];
    case 'amount': {
      // Where others read, a customer's number is not repeated.
      const example = chatKind === 'private' ? `${toLocal(request.msisdn)} 500` : EXAMPLE;
      return [words.refusedAmount[request.reason](quoted(request.text)), example];
    }
    case 'note':
      return [words.noteTooLong(request.length, MAX_NOTE_LENGTH), EXAMPLE];
  }
}

/** What a person wrote, at a length at which it can be shown back. */
export const quoted = (text: string): string => oneLine(text, MAX_QUOTED);

const draftOf = (turn: Turn, token: string, half: Half) => ({
  chatId: turn.chatId,
  userId: turn.userId,
  merchantId: half.merchantId,
  token,
  msisdn: half.msisdn,
  amountKes: null,
  note: null,
  doubts: [],
  threadId: half.threadId,
  commandMessageId: half.commandMessageId,
  askedAt: turn.at,
  expiresAt: turn.at + DRAFT_LIFE_MS,
});

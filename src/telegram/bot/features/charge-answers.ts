import type { Contact } from 'telegraf/types';
import { readAmountAndNote } from '../../../domain/charge-request.ts';
import { readPhone, type Msisdn } from '../../../domain/msisdn.ts';
import { readCustomerName } from '../../../domain/customer-name.ts';
import { oneLine } from '../../../domain/one-line.ts';
import { phonesInVcard } from '../../../domain/vcard.ts';
import type { Membership } from '../../../store/port/members.ts';
import type { Draft } from '../../../domain/draft.ts';
import type { BotServices } from '../bot-services.ts';
import type { Turn } from '../turn.ts';
import { askAmount, askNumber, askPhone, type PartialRequest } from './charge-questions.ts';
import { askToSend } from './confirm-charge.ts';
import { problemWithAmount, quoted } from './refusal.ts';
import { mayTidy } from './tidy-group.ts';

/** How many numbers of a contact the bot offers. */
const NUMBERS_OFFERED = 8;

/** Takes the answer to the question that a draft stands at. The bot asks again after a wrong answer, and nothing is lost. */
export async function answer(
  services: BotServices,
  turn: Turn,
  member: Membership,
  draft: Draft,
  said: string,
): Promise<void> {
  // Invisible characters are not part of the answer, as they are not part of a command's words.
  const text = oneLine(said, Number.POSITIVE_INFINITY);
  if (draft.step === 'phone') return await answerPhone(services, turn, member, draft, text);
  if (draft.step === 'amount') return await answerAmount(services, turn, member, draft, text);
  // Only its buttons answer any other question. A text may have been meant for a person.
  turn.say(turn.words.pressAButton);
}

/**
 * Takes the mobile number of a shared contact as the answer to the question for the phone. Asks which number is meant if the contact
 * has several.
 */
export async function answerContact(
  services: BotServices,
  turn: Turn,
  member: Membership,
  draft: Draft,
  contact: Contact,
): Promise<void> {
  const numbers = numbersOf(contact);
  // The bot says what is wrong with a contact's number as it does with a typed one.
  if (numbers.length === 0) return await answer(services, turn, member, draft, contact.phone_number);
  await takeNumbers(services, turn, { ...draft, contactName: nameInContact(contact) }, numbers);
}

/** The name in a contact, made safe to show; null if there is none. */
export const nameInContact = ({ first_name, last_name }: Contact): string | null =>
  readCustomerName(`${first_name} ${last_name ?? ''}`) ?? null;

/** The mobile numbers of a contact that the bot offers. */
export function numbersOf(contact: Contact): readonly Msisdn[] {
  const own = readPhone(contact.phone_number);
  const all = [...(own.kind === 'phone' ? [own.msisdn] : []), ...phonesInVcard(contact.vcard ?? '')];
  return [...new Set(all)].slice(0, NUMBERS_OFFERED);
}

/** Asks for the amount from the only number of a contact, or which of its numbers is meant. */
export async function takeNumbers(
  services: BotServices,
  turn: Turn,
  known: PartialRequest,
  numbers: readonly Msisdn[],
): Promise<void> {
  const [only, ...others] = numbers;
  if (only !== undefined && others.length === 0)
    return await askAmount(services, turn, { ...known, msisdn: only });
  askNumber(turn, known, numbers);
}

async function answerPhone(
  services: BotServices,
  turn: Turn,
  member: Membership,
  draft: Draft,
  text: string,
): Promise<void> {
  const phone = readPhone(text);
  // An earlier contact's name is not that of a typed number.
  if (phone.kind === 'phone') {
    await askAmount(services, turn, { ...draft, msisdn: phone.msisdn, contactName: null });
    // It goes after the question that replies to it: only a reply opens the person's reply box.
    if (turn.messageId !== undefined && (await mayTidy(services, turn))) turn.remove(turn.messageId);
    return;
  }
  const problem = turn.words.refusedPhone[phone.reason](quoted(text));
  await askPhone(services, turn, member, draft, problem);
}

async function answerAmount(
  services: BotServices,
  turn: Turn,
  member: Membership,
  draft: Draft,
  text: string,
): Promise<void> {
  const { msisdn } = draft;
  if (msisdn === null) return await askPhone(services, turn, member, draft);
  const known = { ...draft, msisdn };
  const amount = readAmountAndNote(text);
  if (amount.kind === 'refused')
    return await askAmount(services, turn, known, problemWithAmount(turn.words, amount));
  const hasSeveral = turn.chatKind === 'private' && (await services.store.members.of(turn.userId)).length > 1;
  await askToSend(services, turn, member, hasSeveral, { ...known, amount });
}

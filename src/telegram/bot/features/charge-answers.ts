import type { Contact } from 'telegraf/types';
import { readAmount, type AmountKes } from '../../../domain/amount.ts';
import { readPhone, type Msisdn } from '../../../domain/msisdn.ts';
import { readCustomerName } from '../../../domain/customer-name.ts';
import { oneLine } from '../../../domain/one-line.ts';
import { phonesInVcard } from '../../../domain/vcard.ts';
import type { Membership } from '../../../store/port/members.ts';
import type { Draft } from '../../../domain/draft.ts';
import type { Confirmation } from '../../../payments/create-charge.ts';
import type { BotServices } from '../bot-services.ts';
import type { Turn } from '../turn.ts';
import { askAmount, askNumber, askPhone, type PartialRequest } from './charge-questions.ts';
import { quoted } from './refusal.ts';
import { askFirst } from './confirm-charge.ts';

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
  const own = readPhone(contact.phone_number);
  const all = [...(own.kind === 'phone' ? [own.msisdn] : []), ...phonesInVcard(contact.vcard ?? '')];
  const numbers = [...new Set(all)].slice(0, NUMBERS_OFFERED);
  const [only, ...others] = numbers;
  // The bot says what is wrong with a contact's number as it does with a typed one.
  if (only === undefined) return await answer(services, turn, member, draft, contact.phone_number);
  const contactName = readCustomerName(`${contact.first_name} ${contact.last_name ?? ''}`) ?? null;
  if (others.length === 0) return await askAmount(services, turn, { ...draft, msisdn: only, contactName });
  askNumber(turn, { ...draft, contactName }, numbers);
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
  if (phone.kind === 'phone')
    return await askAmount(services, turn, { ...draft, msisdn: phone.msisdn, contactName: null });
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
  const amount = readAmount(text);
  if (amount.kind === 'refused')
    return await askAmount(services, turn, known, turn.words.refusedAmount[amount.reason](quoted(text)));
  const hasSeveral = turn.chatKind === 'private' && (await services.store.members.of(turn.userId)).length > 1;
  const reasons: readonly Confirmation[] =
    amount.kind === 'to-confirm' ? [{ reason: 'unusual-amount', written: quoted(text) }] : [];
  await confirm(services, turn, member, hasSeveral, known, amount.amountKes, reasons);
}

/** Shows phone and amount, with Send and Cancel. */
async function confirm(
  services: BotServices,
  turn: Turn,
  member: Membership,
  hasSeveral: boolean,
  known: PartialRequest & { readonly msisdn: Msisdn },
  amountKes: AmountKes,
  reasons: readonly Confirmation[],
): Promise<void> {
  await askFirst(
    services,
    turn,
    {
      merchantId: member.merchantId,
      shop: hasSeveral ? member.merchantName : null,
      msisdn: known.msisdn,
      contactName: known.contactName ?? null,
      amountKes,
      note: null,
      idempotencyKey: '',
      requestedAt: turn.at,
      commandMessageId: known.commandMessageId,
      threadId: known.threadId,
      questionMessageId: undefined,
      accepted: [],
    },
    [{ reason: 'conversation' }, ...reasons],
  );
}

import { code } from 'telegraf/format';
import type { InlineKeyboardMarkup, Message } from 'telegraf/types';
import { readAmountAndNote, readChargeRequest, type AmountAndNote } from '../../../domain/charge-request.ts';
import { isErased, readPhone, type Msisdn } from '../../../domain/msisdn.ts';
import type { Membership } from '../../../store/port/members.ts';
import type { BotServices, BotContext } from '../bot-services.ts';
import { lines } from '../../outbound/payload.ts';
import type { Turn } from '../turn.ts';
import { nameInContact, numbersOf, takeNumbers } from './charge-answers.ts';
import { askAmount, type PartialRequest } from './charge-questions.ts';
import { askShop } from './choose-shop.ts';
import { CHARGE_COMMAND, commandsIn, nameIn } from './command.ts';
import { askToSend } from './confirm-charge.ts';
import { customerHere } from './customer-here.ts';
import { customerOfPage } from './customer-page.ts';
import { EXAMPLE, problemWithAmount, quoted, refusal } from './refusal.ts';
import { chargeHere } from './visibility.ts';

/**
 * Takes a text in a private chat that is neither a command nor an answer. A whole charge request that begins with the phone leads to the
 * question with Send, a phone alone to the question for the amount. As a reply to a message about a customer or their charge, an
 * amount leads to the question with Send for that customer. Nothing is charged without Send, and any other text gets a hint.
 */
export async function takePlainText(
  services: BotServices,
  ctx: BotContext,
  message: Message.TextMessage,
): Promise<void> {
  const { turn, member, hasSeveral, mustChoose } = ctx;
  const { text, reply_to_message: repliedTo } = message;
  const request = readChargeRequest(text);
  if (request.kind === 'needs-phone' || (request.kind === 'refused' && request.what === 'phone'))
    return repliedTo === undefined ? hint(turn) : await takeReply(services, ctx, message, repliedTo);
  if (request.kind === 'refused') return isNoAmount(request) ? hint(turn) : turn.say(refusal(turn, request));
  if (isForwarded(message)) return turn.say(turn.words.forwardsDoNothing);
  if (commandsIn(text).length > 0) return turn.say(turn.words.severalCommands);
  if (mustChoose) return await askShop(services, turn);
  const known = { ...placeOf(turn, message), merchantId: member.merchantId, msisdn: request.msisdn };
  if (request.kind === 'needs-amount') return await askAmount(services, turn, known);
  await askToSend(services, turn, member, hasSeveral, { ...known, amount: request });
}

/** Takes an amount, and perhaps a note, as a reply to a message about a charge or a customer: the same customer is charged. */
async function takeReply(
  services: BotServices,
  { turn }: BotContext,
  message: Message.TextMessage,
  repliedTo: RepliedTo,
): Promise<void> {
  const about = await customerIn(services, turn, repliedTo);
  if (about === undefined) return hint(turn);
  const amount = readAmountAndNote(message.text);
  if (amount.kind === 'refused')
    return isNoAmount(amount) ? hint(turn) : turn.say(problemWithAmount(turn.words, amount));
  if (isForwarded(message)) return turn.say(turn.words.forwardsDoNothing);
  if (commandsIn(message.text).length > 0) return turn.say(turn.words.severalCommands);
  const { member, hasSeveral, msisdn } = about;
  await askToSend(services, turn, member, hasSeveral, { ...placeOf(turn, message), msisdn, amount });
}

type RepliedTo = Pick<Message, 'message_id'> & { readonly reply_markup?: Partial<InlineKeyboardMarkup> };

/**
 * Returns the customer whom a message of the bot is about: the customer of the charge that it tells of, or whose page it is. One message
 * turns from a list into a customer's page and back, so a page is known by its buttons. Undefined for any other message, and for an erased
 * number.
 */
async function customerIn(
  services: BotServices,
  turn: Turn,
  { message_id, reply_markup }: RepliedTo,
): Promise<
  { readonly member: Membership; readonly hasSeveral: boolean; readonly msisdn: Msisdn } | undefined
> {
  const told = await services.store.chargeQueries.byMessage(turn.chatId, message_id);
  if (told !== undefined) {
    const here = await chargeHere(services, turn, told.ref);
    const msisdn = here?.charge.msisdn;
    return here === undefined || msisdn === undefined || isErased(msisdn) ? undefined : { ...here, msisdn };
  }
  const ref = customerOfPage(reply_markup);
  const here = ref === undefined ? undefined : await customerHere(services, turn, ref);
  return here === undefined ? undefined : { ...here, msisdn: here.view.customer.msisdn };
}

/** Takes a contact that is shared in a private chat and answers no question: the bot asks for the amount. */
export async function takePlainContact(
  services: BotServices,
  { turn, member, mustChoose }: BotContext,
  message: Message.ContactMessage,
): Promise<void> {
  const { contact } = message;
  if (isForwarded(message)) return turn.say(turn.words.forwardsDoNothing);
  const numbers = numbersOf(contact);
  if (numbers.length === 0) return hint(turn, problemWithPhone(turn, contact.phone_number));
  if (mustChoose) return await askShop(services, turn);
  const known: PartialRequest = {
    ...placeOf(turn, message),
    merchantId: member.merchantId,
    msisdn: null,
    contactName: nameInContact(contact),
  };
  await takeNumbers(services, turn, known, numbers);
}

/** Shows how a charge is asked for. */
export function hint(turn: Turn, problem?: string): void {
  turn.say(
    lines(problem, turn.words.hint, code(`/${nameIn(turn.words.language, CHARGE_COMMAND)} ${EXAMPLE}`)),
  );
}

/** Whether a text has a word where an amount should be: a person's words rather than a mistake in an amount. */
const isNoAmount = (refused: AmountAndNote & { readonly kind: 'refused' }): boolean =>
  refused.what === 'amount' && (refused.reason === 'not-an-amount' || refused.reason === 'empty');

const isForwarded = (message: object): boolean => 'forward_origin' in message;

const placeOf = (turn: Turn, { message_id }: { readonly message_id: number }) => ({
  commandMessageId: message_id,
  commandWord: null,
  threadId: turn.threadId ?? null,
});

function problemWithPhone({ words }: Turn, text: string): string | undefined {
  const phone = readPhone(text);
  return phone.kind === 'phone' ? undefined : words.refusedPhone[phone.reason](quoted(text));
}

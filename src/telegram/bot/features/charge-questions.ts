import type { Basket } from '../../../domain/basket.ts';
import { DRAFT_LIFE_MS } from '../../../domain/draft.ts';
import { bold } from 'telegraf/format';
import type { Msisdn } from '../../../domain/msisdn.ts';
import type { Membership } from '../../../store/port/members.ts';
import { button } from '../callback-data.ts';
import { newToken, type BotServices } from '../bot-services.ts';
import { lines, replyInGroup, type Keyboard } from '../../outbound/payload.ts';
import { phoneFor } from '../../outbound/render.ts';
import type { Turn } from '../turn.ts';
import { amountChoices, amountQuestion } from './amount-choices.ts';
import { customerFor } from './customer-for.ts';
import { visibilityOf } from './visibility.ts';

/** How many of the last customers the question for the phone offers. */
const CUSTOMERS_OFFERED = 4;

/** What a conversation knows so far. */
export interface PartialRequest {
  readonly merchantId: number | null;
  readonly msisdn: Msisdn | null;
  /** The name in the contact that the number came from. */
  readonly contactName?: string | null;
  /** The items that were tapped so far. */
  readonly basket?: Basket | null;
  readonly commandMessageId: number | null;
  /** What replies to that message quote of it in a group. */
  readonly commandWord: string | null;
  readonly threadId: number | null;
}

/** Asks for the phone. In private it offers the last customers at once; in a group, where others read along, behind a button. */
export async function askPhone(
  services: BotServices,
  turn: Turn,
  member: Membership,
  known: PartialRequest,
  problem?: string,
): Promise<void> {
  const { words } = turn;
  const token = newToken();
  turn.putDraft({ ...draftOf(turn, token, known), step: 'phone' });
  const rows = await customerRows(services, turn, member, token);
  const isOffering = rows.length > 0;
  if (turn.chatKind === 'private')
    return turn.say(
      lines(
        problem,
        bold(words.askPhone),
        words.askPhoneHint,
        isOffering ? words.recentCustomers : undefined,
      ),
      { markup: isOffering ? { kind: 'buttons', rows } : undefined, draftToken: token },
    );
  // A message has either buttons or a reply box.
  turn.say(lines(problem, bold(words.askPhone), isOffering ? words.askPhoneReply : undefined), {
    markup: isOffering
      ? { kind: 'buttons', rows: [[button(words.buttons.recentCustomers, { kind: 'customers', token })]] }
      : { kind: 'force-reply', placeholder: words.phonePlaceholder },
    draftToken: token,
  });
}

/** Offers the last customers under the question for the phone that a message asks. */
export async function offerCustomers(
  services: BotServices,
  turn: Turn,
  member: Membership,
  token: string,
  messageId: number,
): Promise<void> {
  const { words } = turn;
  const rows = await customerRows(services, turn, member, token);
  turn.edit(messageId, lines(bold(words.askPhone), words.askPhoneReply), rows);
}

/** A button for each of the chat's last customers. */
async function customerRows(
  services: BotServices,
  turn: Turn,
  member: Membership,
  token: string,
): Promise<Keyboard> {
  const customers = await services.store.chargeQueries.recentCustomers(
    { ...visibilityOf(turn, member), chatId: turn.chatId },
    CUSTOMERS_OFFERED,
  );
  return customers.map((charge) => [
    button(phoneFor(turn.chatKind, charge.msisdn, charge.customerName), {
      kind: 'customer',
      token,
      charge: charge.ref,
    }),
  ]);
}

/** Asks which of several numbers of a contact is meant. */
export function askNumber(turn: Turn, known: PartialRequest, numbers: readonly Msisdn[]): void {
  const token = newToken();
  turn.putDraft({ ...draftOf(turn, token, known), step: 'phone' });
  const rows = numbers.map((msisdn) => [
    button(phoneFor(turn.chatKind, msisdn), { kind: 'number', token, msisdn }),
  ]);
  turn.say(bold(turn.words.whichNumber), { markup: { kind: 'buttons', rows }, draftToken: token });
}

/** Asks for the amount, and offers the shop's usual amounts and its items. */
export async function askAmount(
  services: BotServices,
  turn: Turn,
  known: PartialRequest & { readonly msisdn: Msisdn },
  problem?: string,
): Promise<void> {
  const { words } = turn;
  const token = newToken();
  const basket = known.basket ?? null;
  turn.putDraft({ ...draftOf(turn, token, known), step: 'amount', basket });
  const customer = await customerFor(services, turn, known);
  const choices = await amountChoices(services, turn, { token, merchantId: known.merchantId, basket });
  if (turn.chatKind === 'private') {
    const rows = choices?.rows ?? [];
    turn.say(lines(problem, amountQuestion(turn, customer, basket)), {
      markup: rows.length === 0 ? undefined : { kind: 'buttons', rows },
      draftToken: token,
    });
    return;
  }
  // After a press there is no message of the person to reply to, so the question replies to the command.
  const toCommand = replyInGroup(known.commandMessageId, known.commandWord);
  const replyTo = turn.messageId === undefined ? { replyTo: toCommand ?? null } : {};
  // A message has either buttons or a reply box.
  if (choices !== undefined)
    turn.say(choices.text, { markup: { kind: 'buttons', rows: choices.rows }, ...replyTo });
  turn.say(lines(problem, bold(words.askAmount(customer))), {
    markup: { kind: 'force-reply', placeholder: words.amountPlaceholder },
    draftToken: token,
    ...replyTo,
  });
}

const draftOf = (turn: Turn, token: string, known: PartialRequest) => ({
  chatId: turn.chatId,
  userId: turn.userId,
  merchantId: known.merchantId,
  token,
  msisdn: known.msisdn,
  contactName: known.contactName ?? null,
  amountKes: null,
  note: null,
  shownReasons: [],
  threadId: known.threadId,
  commandMessageId: known.commandMessageId,
  commandWord: known.commandWord,
  askedAt: turn.at,
  expiresAt: turn.at + DRAFT_LIFE_MS,
});

import { bold } from 'telegraf/format';
import { wordsOfName } from '../../../domain/customer-name.ts';
import { readPhone } from '../../../domain/msisdn.ts';
import { oneLine } from '../../../domain/one-line.ts';
import type { Membership } from '../../../store/port/members.ts';
import { button, type ActionOf } from '../callback-data.ts';
import type { BotServices } from '../bot-services.ts';
import type { CommandContext, Feature, Press } from '../feature.ts';
import { lines, type Keyboard } from '../../outbound/payload.ts';
import { phoneFor } from '../../outbound/render.ts';
import type { Text } from '../../locales/text.ts';
import type { Turn } from '../turn.ts';
import { askAmount } from './charge-questions.ts';
import { customerHere, scopeOf, viewOf } from './customer-here.ts';
import { customerLine, customerPage, personButton } from './customer-page.ts';
import { askErasure } from './erase.ts';
import { isCalled } from './memberships.ts';
import { quoted } from './refusal.ts';

/** How many customers a page of the list has. */
const PAGE = 8;

/** `/customers`: who pays a shop, and what can be done about each. Whole numbers are shown, so all of it is for private chats. */
export const customers: Feature = {
  commands: [
    { name: 'customers', aliases: ['wateja'], inMenu: true, requires: ['private'], run: sayCustomers },
  ],
  callbacks: {
    customerList: showList,
    person: showPerson,
    chargePerson,
    blockPerson: (services, press, action) => setBlocked(services, press, action, true),
    unblockPerson: (services, press, action) => setBlocked(services, press, action, false),
    erasePerson,
  },
};

async function sayCustomers(services: BotServices, { turn, member, payload }: CommandContext): Promise<void> {
  const asked = oneLine(payload, Number.POSITIVE_INFINITY);
  if (asked !== '') return await lookFor(services, turn, member, asked);
  const [text, rows] = await listPage(services, turn, member, 1);
  turn.say(text, rows.length === 0 ? {} : { markup: { kind: 'buttons', rows } });
}

/** Shows the customer with a number, or those who are called so. */
async function lookFor(services: BotServices, turn: Turn, member: Membership, asked: string): Promise<void> {
  const { words } = turn;
  const phone = readPhone(asked);
  const store = services.store.customers;
  const found =
    phone.kind === 'phone'
      ? [(await store.find(member.merchantId, phone.msisdn)) ?? []].flat()
      : await store.called(scopeOf(turn, member), wordsOfName(asked), PAGE + 1);
  const seen = [];
  for (const { ref } of found) {
    const view = await viewOf(services, turn, member, ref);
    if (view !== undefined) seen.push(view);
  }
  const [only, ...others] = seen;
  if (only === undefined)
    return turn.say(
      phone.kind === 'phone'
        ? words.noCustomerAt(phoneFor(turn.chatKind, phone.msisdn))
        : words.nobodyCalled(quoted(asked)),
    );
  if (others.length === 0) {
    const [text, rows] = customerPage(services, turn, member, only, 1);
    return turn.say(text, { markup: { kind: 'buttons', rows } });
  }
  const rows = seen.slice(0, PAGE).map(({ customer }) => [personButton(customer, 1)]);
  turn.say(
    lines(bold(words.whichCustomer(quoted(asked))), seen.length > PAGE ? words.moreCustomersFit : undefined),
    { markup: { kind: 'buttons', rows } },
  );
}

async function listPage(
  services: BotServices,
  turn: Turn,
  member: Membership,
  page: number,
): Promise<readonly [Text, Keyboard]> {
  const { words } = turn;
  const store = services.store.customers;
  const found = await store.list(scopeOf(turn, member), (page - 1) * PAGE, PAGE + 1);
  const shown = found.slice(0, PAGE);
  // Some may have been erased since the button was made.
  if (shown.length === 0 && page > 1) return await listPage(services, turn, member, 1);
  if (shown.length === 0) return [words.noCustomersYet, []];
  const merchant = member.merchantRef;
  const pages = [
    ...(page > 1
      ? [button(words.buttons.laterCustomers, { kind: 'customerList', merchant, page: page - 1 })]
      : []),
    ...(found.length > PAGE
      ? [button(words.buttons.earlierCustomers, { kind: 'customerList', merchant, page: page + 1 })]
      : []),
  ];
  return [
    lines(
      bold(words.customersTitle(page)),
      ...shown.map(({ customer, takings }) => customerLine(services, turn, customer, takings)),
      words.customersHint,
    ),
    [...shown.map(({ customer }) => [personButton(customer, page)]), ...(pages.length === 0 ? [] : [pages])],
  ];
}

async function showList(
  services: BotServices,
  { turn, messageId }: Press,
  { merchant, page }: ActionOf<'customerList'>,
): Promise<string | undefined> {
  const member = (await services.store.members.of(turn.userId)).find(isCalled(merchant));
  if (member === undefined || turn.chatKind !== 'private') return turn.words.notYours;
  turn.edit(messageId, ...(await listPage(services, turn, member, page)));
  return undefined;
}

async function showPerson(
  services: BotServices,
  { turn, messageId }: Press,
  { customer: ref, page }: ActionOf<'person'>,
): Promise<string | undefined> {
  const here = await customerHere(services, turn, ref);
  if (here === undefined) return turn.words.customerGone;
  turn.edit(messageId, ...customerPage(services, turn, here.member, here.view, page));
  return undefined;
}

/** Asks for the amount. */
async function chargePerson(
  services: BotServices,
  { turn }: Press,
  { customer: ref }: ActionOf<'chargePerson'>,
): Promise<string | undefined> {
  const here = await customerHere(services, turn, ref);
  if (here === undefined) return turn.words.customerGone;
  const { merchantId, msisdn } = here.view.customer;
  await askAmount(services, turn, {
    merchantId,
    msisdn,
    commandMessageId: null,
    commandWord: null,
    threadId: null,
  });
  return undefined;
}

async function setBlocked(
  services: BotServices,
  { turn, messageId }: Press,
  { customer: ref, page }: ActionOf<'blockPerson' | 'unblockPerson'>,
  isBlocked: boolean,
): Promise<string | undefined> {
  const here = await customerHere(services, turn, ref);
  if (here === undefined) return turn.words.customerGone;
  const { member, view } = here;
  const { merchantId, msisdn } = view.customer;
  turn.edit(messageId, ...customerPage(services, turn, member, { ...view, isBlocked }, page));
  const { phones } = services.store;
  if (await phones.block(merchantId, msisdn, isBlocked, turn.userId, turn.at, turn.effects()))
    return undefined;
  turn.forget();
  return turn.words.managersOnly;
}

/** Asks whether to erase the customer. */
async function erasePerson(
  services: BotServices,
  { turn }: Press,
  { customer: ref }: ActionOf<'erasePerson'>,
): Promise<string | undefined> {
  const here = await customerHere(services, turn, ref);
  if (here === undefined) return turn.words.customerGone;
  if (here.member.role !== 'owner') return turn.words.ownersOnly;
  await askErasure(services, turn, here.member, here.view.customer.msisdn);
  return undefined;
}

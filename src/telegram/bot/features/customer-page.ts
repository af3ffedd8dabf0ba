import { bold, code, fmt } from 'telegraf/format';
import type { InlineKeyboardMarkup } from 'telegraf/types';
import { formatKes } from '../../../domain/amount.ts';
import type { Charge } from '../../../domain/charge.ts';
import { nameBesideNumber } from '../../../domain/customer-name.ts';
import type { Customer, CustomerTakings } from '../../../domain/customer.ts';
import { formatPhone, toLocal } from '../../../domain/msisdn.ts';
import { isAtLeast } from '../../../domain/roles.ts';
import type { CustomerView } from '../../../store/port/customers.ts';
import type { Membership } from '../../../store/port/members.ts';
import { button, decodeCallbackData } from '../callback-data.ts';
import type { BotServices } from '../bot-services.ts';
import { lines, type Keyboard } from '../../outbound/payload.ts';
import { phoneFor } from '../../outbound/render.ts';
import type { Text } from '../../locales/text.ts';
import type { Turn } from '../turn.ts';
import { NAME_COMMAND, nameIn } from './command.ts';

/** The button that opens a customer's page. `page` is the page of the list to go back to. */
export const personButton = ({ ref, msisdn, name }: Customer, page: number) =>
  button(phoneFor('private', msisdn, name), { kind: 'person', customer: ref, page });

/** Two lines of the list: who, then how much and when last. */
export const customerLine = (
  services: BotServices,
  turn: Turn,
  { msisdn, name }: Customer,
  takings: CustomerTakings,
): Text =>
  lines(
    fmt`${bold(name === null ? formatPhone(msisdn) : nameBesideNumber(name))} · ${services.time.moment(takings.lastPaidAt, turn.at, turn.words.locale)}`,
    ...sums(turn, takings),
  );

/** What was paid. What is marked by hand stands apart: the gateway has not confirmed it. So does what went back. */
const sums = (
  { words }: Turn,
  { confirmedCount, confirmedKes, byHandCount, byHandKes, refundedKes }: CustomerTakings,
): readonly Text[] => [
  ...(confirmedCount === 0
    ? []
    : [words.customerPaid({ count: confirmedCount, amount: formatKes(confirmedKes) })]),
  ...(byHandCount === 0
    ? []
    : [`✍️ ${words.customerByHand({ count: byHandCount, amount: formatKes(byHandKes) })}`]),
  ...(refundedKes === 0
    ? []
    : [
        `↩️ ${words.customerRefunded({ amount: formatKes(refundedKes), left: formatKes(confirmedKes + byHandKes - refundedKes) })}`,
      ]),
];

/** All that the person sees of a customer, and what they may do. */
export function customerPage(
  services: BotServices,
  turn: Turn,
  { role, merchantRef: merchant }: Membership,
  { customer, takings, latest, isBlocked }: CustomerView,
  page: number,
): readonly [Text, Keyboard] {
  const { words } = turn;
  const { ref, msisdn, name } = customer;
  const { buttons } = words;
  const when = (at: number): string => services.time.moment(at, turn.at, words.locale);
  const text = lines(
    bold(name ?? formatPhone(msisdn)),
    name === null
      ? code(`/${nameIn(words.language, NAME_COMMAND)} ${toLocal(msisdn)} Wanjiku`)
      : formatPhone(msisdn),
    ...(takings === undefined
      ? [words.customerPaidNothing]
      : [...sums(turn, takings), words.customerSince(when(takings.firstPaidAt), when(takings.lastPaidAt))]),
    isBlocked ? `🚫 ${words.customerBlocked}` : undefined,
    ...(latest.length === 0 ? [] : ['', words.customerCharges]),
    ...latest.map((charge) => chargeLine(turn, charge, when)),
  );
  const block = isBlocked
    ? button(buttons.unblockCustomer, { kind: 'unblockPerson', customer: ref, page })
    : button(buttons.blockCustomer, { kind: 'blockPerson', customer: ref, page });
  const mayErase = role === 'owner' && services.keyring !== undefined;
  return [
    text,
    [
      [
        ...(isBlocked ? [] : [button(buttons.chargeCustomer, { kind: 'chargePerson', customer: ref })]),
        ...(isAtLeast(role, 'manager') ? [block] : []),
        ...(mayErase ? [button(buttons.eraseCustomer, { kind: 'erasePerson', customer: ref })] : []),
      ],
      [button(buttons.backToCustomers, { kind: 'customerList', merchant, page })],
    ].filter((row) => row.length > 0),
  ];
}

/** The name of the customer whose page has these buttons; undefined if they are of another message. */
export function customerOfPage(markup: Partial<InlineKeyboardMarkup> | undefined): string | undefined {
  // Keys beside the keyboard are a markup, too.
  for (const shown of markup?.inline_keyboard?.flat() ?? []) {
    const action = 'callback_data' in shown ? decodeCallbackData(shown.callback_data) : undefined;
    if (action?.kind === 'chargePerson') return action.customer;
  }
  return undefined;
}

const chargeLine = ({ words }: Turn, charge: Charge, when: (at: number) => string): Text =>
  `#${charge.number} · ${formatKes(charge.amountKes)} · ${words.event[charge.state]} · ${when(charge.paidAt ?? charge.createdAt)}`;

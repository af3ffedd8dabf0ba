import { bold } from 'telegraf/format';
import type { InlineKeyboardButton } from 'telegraf/types';
import { formatKes, type AmountKes } from '../../../domain/amount.ts';
import { basketLine, type Basket } from '../../../domain/basket.ts';
import { itemLabel } from '../../../domain/item.ts';
import { button } from '../callback-data.ts';
import type { BotServices } from '../bot-services.ts';
import { lines, type Keyboard } from '../../outbound/payload.ts';
import type { Text } from '../../locales/locale.ts';
import type { Turn } from '../turn.ts';

/** How many of the shop's usual amounts the question for the amount offers: a row on a phone. */
const AMOUNTS_OFFERED = 4;
/** Two labels of at most so many characters fit side by side on a phone that is 360 pixels wide. */
const SHORT_LABEL = 16;

/** The question whose answer is tapped: its draft's token, its shop, and the items that were tapped so far. */
export interface Choosing {
  readonly token: string;
  readonly merchantId: number | null;
  readonly basket: Basket | null;
}

/**
 * Returns the buttons of the question for the amount: the shop's usual amounts and its items. Once an item was tapped, its buttons end
 * with Done and Clear. Undefined if there is nothing to offer.
 */
export async function amountChoices(
  services: BotServices,
  { words }: Turn,
  { token, merchantId, basket }: Choosing,
): Promise<{ readonly text: Text; readonly rows: Keyboard } | undefined> {
  if (merchantId === null) return undefined;
  const { chargeQueries, items } = services.store;
  const isEmpty = basket === null || basket.length === 0;
  const amounts = isEmpty ? await chargeQueries.usualAmounts(merchantId, AMOUNTS_OFFERED) : [];
  const offered = (await items.of(merchantId)).map((item) =>
    button(itemLabel(item), { kind: 'item', token, item: item.ref }),
  );
  const ends = [
    button(words.buttons.itemsDone, { kind: 'itemsDone', token }),
    button(words.buttons.itemsClear, { kind: 'itemsClear', token }),
  ];
  const rows = [
    ...(amounts.length === 0 ? [] : [amounts.map((amountKes) => amountButton(token, amountKes))]),
    ...inPairs(offered),
    ...(isEmpty ? [] : [ends]),
  ];
  if (rows.length === 0) return undefined;
  return { text: lines(words.tapAmount, basketText(basket)), rows };
}

/** The question for the amount in a private chat. */
export const amountQuestion = (turn: Turn, customer: string, basket: Basket | null): Text =>
  lines(bold(turn.words.askAmount(customer)), basketText(basket) ?? turn.words.askAmountHint);

const basketText = (basket: Basket | null): string | undefined =>
  basket === null || basket.length === 0 ? undefined : `🧺 ${basketLine(basket)}`;

/** An amount without its currency, so that four of them fit in a row. */
const amountButton = (token: string, amountKes: AmountKes): InlineKeyboardButton.CallbackButton =>
  button(formatKes(amountKes).replace(/^KES /, ''), { kind: 'amount', token, amountKes });

const isShort = (label: string): boolean => Array.from(label).length <= SHORT_LABEL;

/** Puts buttons with short labels side by side. */
export function inPairs(buttons: readonly InlineKeyboardButton.CallbackButton[]): Keyboard {
  const rows: InlineKeyboardButton.CallbackButton[][] = [];
  for (const each of buttons) {
    const last = rows.at(-1);
    const [before] = last ?? [];
    if (last?.length === 1 && before !== undefined && isShort(before.text) && isShort(each.text))
      last.push(each);
    else rows.push([each]);
  }
  return rows;
}

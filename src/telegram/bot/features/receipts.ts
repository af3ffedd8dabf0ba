import { bold, fmt } from 'telegraf/format';
import { customerReceipt, type CustomerReceipt } from '../../../reports/customer-receipt.ts';
import type { Text } from '../../locales/locale.ts';
import { lines } from '../../outbound/payload.ts';
import type { BotServices } from '../bot-services.ts';
import type { ActionOf } from '../callback-data.ts';
import type { Feature, Press } from '../feature.ts';
import { chargeHere } from './visibility.ts';

/** The customer's receipt of a paid charge: a message to be forwarded. */
export const receipts: Feature = { callbacks: { receipt: sayReceipt } };

async function sayReceipt(
  services: BotServices,
  { turn }: Press,
  { charge: ref }: ActionOf<'receipt'>,
): Promise<string | undefined> {
  const { words } = turn;
  const here = await chargeHere(services, turn, ref);
  if (here === undefined) return words.notYours;
  const when = (at: number): string => services.time.dated(at, words.locale);
  const receipt = await customerReceipt(services.store, here.charge, words.customerReceipt, when);
  if (receipt === undefined) return words.noReceipt;
  // No reply: a forwarded message would show what it replies to.
  const { language } = words;
  turn.sayFile({ kind: 'receipt', chargeId: here.charge.id, language }, receiptText(receipt), {
    replyTo: null,
    aboutCharge: here.charge.id,
  });
  return undefined;
}

function receiptText({ look, title, amount, when, rows, remark }: CustomerReceipt): Text {
  return lines(
    fmt`🧾 ${bold(look.shop === '' ? title : look.shop)}`,
    look.shop === '' ? undefined : title,
    look.line ?? undefined,
    '',
    bold(amount),
    when,
    ...rows.map(([label, value]) => `${label}: ${value}`),
    remark,
  );
}

import { code } from 'telegraf/format';
import { MAX_CUSTOMER_NAME } from '../../../domain/customer-name.ts';
import { toLocal, type Msisdn } from '../../../domain/msisdn.ts';
import { readNaming } from '../../../domain/naming.ts';
import type { BotServices } from '../bot-services.ts';
import type { CommandContext, Feature } from '../feature.ts';
import { lines } from '../../outbound/payload.ts';
import { phoneFor } from '../../outbound/render.ts';
import type { Locale, Text } from '../../locales/locale.ts';
import type { Turn } from '../turn.ts';
import { NAME_COMMAND, nameIn } from './command.ts';
import { quoted } from './refusal.ts';

/** `/name`: gives a customer a name, shows it, and removes it. */
export const nameCustomer: Feature = { commands: [{ ...NAME_COMMAND, inMenu: false, run: name }] };

async function name(services: BotServices, { turn, member, payload }: CommandContext): Promise<void> {
  const { words } = turn;
  const read = readNaming(payload);
  switch (read.kind) {
    case 'usage':
      return turn.say(lines(words.nameUsage, example(words, '0712345678 Wanjiku')));
    case 'refused-phone':
      return turn.say(
        lines(
          words.refusedPhone[read.reason](quoted(read.text)),
          words.nameUsage,
          example(words, '0712345678 Wanjiku'),
        ),
      );
    case 'refused-name':
      return turn.say(words.nameRefused(MAX_CUSTOMER_NAME));
    case 'show':
      return await show(services, turn, member.merchantId, read.msisdn);
    case 'name':
      return await save(services, turn, { merchantId: member.merchantId, msisdn: read.msisdn }, read.name);
  }
}

const example = (words: Locale, text: string): Text =>
  code(`/${nameIn(words.language, NAME_COMMAND)} ${text}`);

async function show(services: BotServices, turn: Turn, merchantId: number, msisdn: Msisdn): Promise<void> {
  const { words, chatKind } = turn;
  const customer = await services.store.customers.find(merchantId, msisdn);
  const shown = phoneFor(chatKind, msisdn, customer?.name);
  // In a group others read along, so a customer's number is not repeated.
  const local = chatKind === 'private' ? toLocal(msisdn) : '0712345678';
  turn.say(
    customer?.name == null
      ? lines(words.nameNone(shown), words.nameUsage, example(words, `${local} Wanjiku`))
      : lines(
          words.nameIs(shown),
          words.nameHow,
          example(words, `${local} Wanjiku`),
          example(words, `${local} -`),
        ),
  );
}

async function save(
  services: BotServices,
  turn: Turn,
  customer: { readonly merchantId: number; readonly msisdn: Msisdn },
  value: string | null,
): Promise<void> {
  const { words, userId, at } = turn;
  const shown = phoneFor(turn.chatKind, customer.msisdn, value);
  turn.say(value === null ? words.nameRemoved(shown) : words.nameSaved(shown));
  const outcome = await services.store.customers.name(customer, value, userId, at, turn.effects());
  if (outcome === 'named' || outcome === 'settled-before') return;
  turn.forget();
  turn.say(outcome === 'managers-only' ? words.nameOfAnother : words.notYours);
}

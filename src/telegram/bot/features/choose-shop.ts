import { Composer } from 'telegraf';
import { button } from '../callback-data.ts';
import type { BotServices, BotContext } from '../bot-services.ts';
import type { Feature, Press } from '../feature.ts';
import type { Turn } from '../turn.ts';
import { beginsWith, CANCEL_COMMAND, SHOP_COMMAND } from './command.ts';
import { isCalled } from './memberships.ts';

/** `/shop`: which of their shops a person speaks for in private. */
export const shopChoice: Feature = {
  commands: [
    {
      ...SHOP_COMMAND,
      inMenu: false,
      requires: ['private'],
      forAnyMerchant: true,
      run: (services, { turn }) => askShop(services, turn),
    },
  ],
  callbacks: {
    shop: (services, press, { merchant }) => chooseShop(services, press, merchant),
  },
};

/**
 * Asks a person of several shops which one a command is for, before it runs: a charge for the wrong shop pays the wrong account.
 * An answer to a question belongs to the question's shop.
 */
export function chooseFirst(services: BotServices): Composer<BotContext> {
  const bot = new Composer<BotContext>();
  bot.use(async ({ turn, mustChoose, message, text = '' }, next) => {
    const isCommand = message !== undefined && text.startsWith('/') && !beginsWith(text, CANCEL_COMMAND);
    if (mustChoose && isCommand) await askShop(services, turn);
    else await next();
  });
  return bot;
}

/** Asks a person of several shops for which one they speak. */
export async function askShop(services: BotServices, turn: Turn): Promise<void> {
  const places = await services.store.members.of(turn.userId);
  const rows = places.map(({ merchantRef, merchantName }) => [
    button(merchantName === '' ? turn.words.unnamedShop : merchantName, {
      kind: 'shop',
      merchant: merchantRef,
    }),
  ]);
  turn.say(turn.words.whichShop, { markup: { kind: 'buttons', rows } });
}

async function chooseShop(
  services: BotServices,
  { turn, messageId }: Press,
  merchant: string,
): Promise<string | undefined> {
  const places = await services.store.members.of(turn.userId);
  const place = places.find(isCalled(merchant));
  if (place === undefined || turn.chatKind !== 'private') return turn.words.notYours;
  await services.store.members.choose(turn.userId, place.merchantId);
  turn.edit(messageId, turn.words.shopChosen(place.merchantName));
  return undefined;
}

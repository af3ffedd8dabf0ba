import { Composer } from 'telegraf';
import { isAtLeast } from '../../../domain/roles.ts';
import { button } from '../callback-data.ts';
import type { BotServices, BotContext } from '../bot-services.ts';
import { lines } from '../../outbound/payload.ts';
import type { Turn } from '../turn.ts';
import { command } from './command.ts';
import { isOperator } from './staff.ts';

/** `/start`, `/help`, `/language` and `/shop`. */
export function about(services: BotServices): Composer<BotContext> {
  const bot = new Composer<BotContext>();

  bot.command([command('start'), command('help')], async ({ turn, member, hasSeveral, payload }) => {
    turn.dropDraft(turn);
    const { words } = turn;
    const isManager = isAtLeast(member.role, 'manager');
    if (!isManager || payload.trim().toLowerCase() !== 'shop')
      return turn.say(
        lines(words.help, hasSeveral ? words.helpShops : undefined, isManager ? words.helpMore : undefined),
      );
    turn.say(
      lines(
        words.helpManagers,
        member.role === 'owner' ? words.helpOwners : undefined,
        (await isOperator(services, turn.userId)) ? words.helpOperators : undefined,
      ),
    );
  });

  bot.command(command('language'), ({ turn }) => {
    turn.dropDraft(turn);
    const { buttons, chooseLanguage } = turn.words;
    const rows = [
      [
        button(buttons.english, { kind: 'language', language: 'en' }),
        button(buttons.swahili, { kind: 'language', language: 'sw' }),
      ],
    ];
    turn.say(chooseLanguage, { markup: { kind: 'buttons', rows } });
  });

  bot.command(command('shop'), async ({ turn }) => {
    turn.dropDraft(turn);
    if (turn.chatKind !== 'private') return turn.say(turn.words.inPrivate);
    await askShop(services, turn);
  });

  return bot;
}

/** Asks somebody who works at several shops which one they speak for. */
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

/**
 * Whoever works at several shops says first which one a command is meant for: a charge for the wrong one pays the wrong
 * account. An answer belongs to the shop of its question.
 */
export function chooseFirst(services: BotServices): Composer<BotContext> {
  const bot = new Composer<BotContext>();
  bot.use(async ({ turn, mustChoose, message, text = '' }, next) => {
    const isCommand = message !== undefined && text.startsWith('/') && !/^\/cancel\b/i.test(text);
    if (mustChoose && isCommand) await askShop(services, turn);
    else await next();
  });
  return bot;
}

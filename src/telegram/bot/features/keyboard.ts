import { Composer } from 'telegraf';
import { message } from 'telegraf/filters';
import { oneLine } from '../../../domain/one-line.ts';
import type { BotServices, BotContext } from '../bot-services.ts';
import { runCommand } from '../commands.ts';
import type { Command, CommandContext, Feature } from '../feature.ts';
import { LOCALES } from '../../locales/locales.ts';
import type { Locale } from '../../locales/locale.ts';
import type { Markup } from '../../outbound/payload.ts';
import type { Turn } from '../turn.ts';
import { askShop } from './choose-shop.ts';

/** The commands that have a key, in the order of the keyboard. */
export const KEYS = ['charge', 'today', 'pending'] as const;

/** `/keyboard`: shows keys for the everyday commands in a private chat, or hides them. */
export const keyboard: Feature = {
  commands: [
    {
      name: 'keyboard',
      aliases: ['vitufe'],
      inMenu: false,
      requires: ['private'],
      forAnyMerchant: true,
      run: switchKeyboard,
    },
  ],
};

async function switchKeyboard(services: BotServices, { turn, payload }: CommandContext): Promise<void> {
  const { words, userId } = turn;
  const asked = oneLine(payload, Number.POSITIVE_INFINITY).toLowerCase();
  if (asked !== 'on' && asked !== 'off')
    return turn.say(words.keyboardUsage, { markup: await keysFor(services, turn) });
  const isOn = asked === 'on';
  if (isOn) turn.say(words.keyboardOn, { markup: keysIn(words) });
  else turn.say(words.keyboardOff, { markup: { kind: 'no-keys' } });
  await services.store.users.setKeyboard(userId, isOn, turn.effects());
}

/**
 * The keyboard for a message to the person of a turn. Undefined in a group, and for a person who switched it off.
 *
 * @param words the language of the keys
 */
export async function keysFor(
  services: BotServices,
  { chatKind, userId, words: own }: Turn,
  words: Locale = own,
): Promise<Markup | undefined> {
  if (chatKind !== 'private' || (await services.store.users.keyboard(userId)) === false) return undefined;
  return keysIn(words);
}

const keysIn = ({ keys }: Locale): Markup => ({ kind: 'keys', rows: [KEYS.map((key) => keys[key])] });

/**
 * Runs the command of a pressed key. A key sends its text, so the text is the command: like any command, it ends a conversation. Keys in
 * every language count, because a phone keeps its keys when a person changes the language.
 */
export function keyPresses(services: BotServices, commands: readonly Command[]): Composer<BotContext> {
  const byText = new Map(
    LOCALES.flatMap(({ keys }) =>
      KEYS.map((key) => [keys[key], commands.find(({ name }) => name === key)] as const),
    ),
  );
  const bot = new Composer<BotContext>();
  bot.on(message('text'), async (ctx, next) => {
    const { turn, message: pressed } = ctx;
    const isTyped = turn.chatKind === 'private' && !('forward_origin' in pressed);
    const command = isTyped ? byText.get(pressed.text.trim()) : undefined;
    if (command === undefined) return await next();
    if (ctx.mustChoose) return await askShop(services, turn);
    const { member, hasSeveral, chat, me } = ctx;
    await runCommand(
      services,
      { turn, member, hasSeveral, chat, me, payload: '', message: pressed },
      command,
    );
  });
  return bot;
}

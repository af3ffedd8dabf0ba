import type { Language } from '../../../domain/language.ts';
import { oneLine } from '../../../domain/one-line.ts';

/** What names a command. */
export interface Named {
  readonly name: string;
  readonly aliases?: readonly string[];
}

/** `/charge` under all its names. The splitting of several commands goes by it. */
export const CHARGE_COMMAND = { name: 'charge', aliases: ['omba'] } as const satisfies Named;
/** Commands that are handled before there is a member whose command it could be. */
export const CANCEL_COMMAND = { name: 'cancel', aliases: ['ghairi'] } as const satisfies Named;
export const CONNECT_COMMAND = { name: 'connect', aliases: ['akaunti'] } as const satisfies Named;
export const LINK_COMMAND = { name: 'link', aliases: ['unganisha'] } as const satisfies Named;
export const SHOP_COMMAND = { name: 'shop', aliases: ['duka'] } as const satisfies Named;

/** The name that people of a language are told: in Kiswahili the first other name. */
export const nameIn = (language: Language, { name, aliases: [other] = [] }: Named): string =>
  language === 'sw' ? (other ?? name) : name;

export const namesOf = ({ name, aliases = [] }: Named): readonly string[] => [name, ...aliases];

const anyOf = (command: Named): string => `(?:${namesOf(command).join('|')})`;

/** Matches a command's names. Phones' keyboards capitalise them. */
export const command = (named: Named): RegExp => new RegExp(`^${anyOf(named)}$`, 'i');

/** Whether a text begins with a command, under any of its names. */
export const beginsWith = (text: string, named: Named): boolean =>
  new RegExp(`^/${anyOf(named)}\\b`, 'i').test(text);

/** Reads a text that is one command: whom it is addressed to, and what follows it. */
export function readCommand(
  text: string,
  named: Named,
): { readonly addressee: string | undefined; readonly payload: string } | undefined {
  const match = new RegExp(`^/${anyOf(named)}(?:@(\\w+))?(?:\\s+([\\s\\S]*))?$`, 'i').exec(text);
  return match === null ? undefined : { addressee: match[1], payload: match[2]?.trim() ?? '' };
}

/** A word that is a command of any bot. */
const ANY_COMMAND = /^\/[a-z]\w{0,31}(?:@\w+)?$/i;
const CHARGE = new RegExp(`^/${anyOf(CHARGE_COMMAND)}(?:@\\w+)?$`, 'i');
/** Every character that a chat may show as the end of a line. */
const LINE_END = /[\n\r\v\f\u0085\u2028\u2029]/;
/** What people put before the items of a list. */
const BULLET = /^(?:\d{1,2}[.)]?|[-•*–])$/;

/**
 * Splits a message into its commands, each on one line. A command begins at each line that begins with a command, and at each
 * `/charge`, by whichever of its names. Further lines belong to the command before them.
 *
 * @example commandsIn('/charge 0712345678 500 unga\n/today') // ['/charge 0712345678 500 unga', '/today']
 */
export function commandsIn(text: string): readonly string[] {
  const commands: string[][] = [];
  for (const line of text.split(LINE_END)) {
    const words = oneLine(line, Number.POSITIVE_INFINITY).split(' ');
    if (BULLET.test(words[0] ?? '') && ANY_COMMAND.test(words[1] ?? '')) words.shift();
    for (const [at, word] of words.entries()) {
      if (CHARGE.test(word) || (at === 0 && ANY_COMMAND.test(word))) commands.push([word]);
      else commands.at(-1)?.push(word);
    }
  }
  return commands.map((words) => words.filter((word) => word !== '').join(' '));
}

/** Whether a line of a text begins with a command. */
export const holdsCommand = (text: string): boolean =>
  text.split(LINE_END).some((line) => {
    const [first = ''] = oneLine(line, Number.POSITIVE_INFINITY).split(' ');
    return ANY_COMMAND.test(first);
  });

/**
 * Whether a text begins with a command for this bot.
 *
 * @param me this bot's username; a command may name the bot that it is for
 * @param commands all names of this bot's commands
 */
export function isOurs(text: string, me: string, commands: readonly string[]): boolean {
  const [, name = '', addressee] = /^\/(\w+)(?:@(\w+))?(?=\s|$)/.exec(text) ?? [];
  if (addressee !== undefined) return addressee.toLowerCase() === me.toLowerCase();
  return commands.includes(name.toLowerCase());
}

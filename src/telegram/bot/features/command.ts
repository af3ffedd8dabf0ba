import { oneLine } from '../../../domain/one-line.ts';

/** Matches a command's name. Phones' keyboards capitalise it. */
export const command = (name: string): RegExp => new RegExp(`^${name}$`, 'i');

/** A word that is a command of any bot. */
const ANY_COMMAND = /^\/[a-z]\w{0,31}(?:@\w+)?$/i;
const CHARGE = /^\/charge(?:@\w+)?$/i;
/** Every character that a chat may show as the end of a line. */
const LINE_END = /[\n\r\v\f\u0085\u2028\u2029]/;
/** What people put before the items of a list. */
const BULLET = /^(?:\d{1,2}[.)]?|[-•*–])$/;

/**
 * Splits a message into its commands, each on one line. A command begins at each line that begins with a command, and at each
 * `/charge`. Further lines belong to the command before them.
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
 * @param commands the names of this bot's commands
 */
export function isOurs(text: string, me: string, commands: readonly string[]): boolean {
  const [, name = '', addressee] = /^\/(\w+)(?:@(\w+))?(?=\s|$)/.exec(text) ?? [];
  if (addressee !== undefined) return addressee.toLowerCase() === me.toLowerCase();
  return commands.includes(name.toLowerCase());
}

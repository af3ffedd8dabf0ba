import { oneLine } from '../../../domain/one-line.ts';

/** Every command of the bot. */
export const COMMANDS = [
  'announce',
  'block',
  'cancel',
  'charge',
  'chats',
  'connect',
  'erase',
  'help',
  'invite',
  'language',
  'link',
  'mydata',
  'newmerchant',
  'pending',
  'shop',
  'staff',
  'start',
  'status',
  'today',
  'unblock',
  'unlink',
] as const;
export type CommandName = (typeof COMMANDS)[number];

/** Matches a command however a phone's keyboard capitalised it. */
export const command = (name: CommandName): RegExp => new RegExp(`^${name}$`, 'i');

/** A word that is some bot's command. */
const ANY_COMMAND = /^\/[a-z]\w{0,31}(?:@\w+)?$/i;
const CHARGE = /^\/charge(?:@\w+)?$/i;
/** Whatever may show as the end of a line. */
const LINE_END = /[\n\r\v\f\u0085\u2028\u2029]/;
/** What people put before the items of a list. */
const BULLET = /^(?:\d{1,2}[.)]?|[-•*–])$/;

/**
 * Splits a message into the commands in it, each on one line: one begins with every line that begins with a command, and with
 * every `/charge`. What follows on further lines belongs to the command before it.
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

/** Whether a text begins with one of our commands, and is not meant for another bot. */
export function isOurs(text: string, me: string): boolean {
  const [, name = '', addressee] = /^\/(\w+)(?:@(\w+))?(?=\s|$)/.exec(text) ?? [];
  if (addressee !== undefined) return addressee.toLowerCase() === me.toLowerCase();
  return COMMANDS.some((known) => known === name.toLowerCase());
}

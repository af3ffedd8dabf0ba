/** A command's word as it was typed, up to where a number begins that is stuck to it. */
const COMMAND_WORD = /^\/[a-z_]+(?:@(?!\w*\d{6})\w+)?/i;
/** How much of any other text is quoted, in characters: as much as a masked number shows of its end. */
const QUOTED_END = 3;

/**
 * Returns the part of a person's message that the bot's replies quote in a group, where a whole message would show a customer's number
 * again: the command's word, or the last characters of another text.
 *
 * @returns undefined if the message has no text
 */
export function quotedPart(message: object): string | undefined {
  const { text, caption } = message as { readonly text?: string; readonly caption?: string };
  const said = (text ?? caption ?? '').trim();
  const word = COMMAND_WORD.exec(said)?.[0];
  return word ?? (Array.from(said).slice(-QUOTED_END).join('').trim() || undefined);
}

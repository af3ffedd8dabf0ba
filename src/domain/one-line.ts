/**
 * Text of other people (notes, names, the gateway's words) made fit to stand inside a message of ours: on one line, without
 * control characters and without marks that change the direction of what follows. Nobody can forge a line of ours with it.
 *
 * @param limit the most characters (code points); what is longer is cut and ends in an ellipsis
 */
export function oneLine(text: string, limit: number): string {
  const line = text
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, (run) => (KEPT.has(run) ? run : ' '))
    .replace(/\s+/gu, ' ')
    .trim();
  const characters = Array.from(line);
  return characters.length <= limit ? line : `${characters.slice(0, limit - 1).join('')}…`;
}

/** The joiner inside many emoji, alone, changes nothing else. */
const KEPT: ReadonlySet<string> = new Set(['\u200d']);

import { OperatorError } from '../runtime/operator-error.ts';
import { readTextFile, type TextFileFault } from './text-file.ts';

/** Far more than all settings take. */
const MAX_BYTES = 1024 * 1024;

/**
 * Reads a file of settings: lines `NAME=value`, with the value in quotes or not, and comments after a `#`. A value in quotes is taken
 * to the letter. Node's own reader silently drops what it takes for a comment or does not understand: half of a key that holds
 * a `#`, a line after an empty value, a whole file in UTF-16. This reader reports each of these.
 *
 * @param known the names that a message may show; any other name may be a piece of a key
 * @returns the settings by name; none if there is no such file
 * @throws OperatorError that names every line whose meaning is in doubt, and the remedy, or says why the file cannot be read; it never
 * holds a value
 */
export function readEnvFile(path: string, known: readonly string[]): ReadonlyMap<string, string> {
  const file = readTextFile(path, MAX_BYTES);
  if (file.kind === 'absent') return new Map();
  if (file.kind !== 'text') throw new OperatorError(`${path} ${refusalOf(file)}`);
  return settingsIn(file.text, path, known);
}

/** Returns what is wrong with the file, and the remedy. It follows the path. */
function refusalOf(fault: TextFileFault): string {
  switch (fault.kind) {
    case 'broken-link':
      return 'is a link to a file that is not there. Mend the link, or delete it.';
    case 'folder':
      return 'is a folder, not a file of settings. Move it away.';
    case 'special':
      return 'is no ordinary file. Put one in its place.';
    case 'too-long':
      return 'is too long to be a file of settings.';
    case 'utf-16':
      return 'is in UTF-16, as some programs of Windows write it ("Unicode"). Save it as UTF-8.';
    case 'not-utf-8':
      return 'is not in UTF-8. Save it as UTF-8.';
    case 'unreadable':
      return `is there, but cannot be read (${fault.code}). Give it to the user that runs Tillbot: chown, chmod 600`;
  }
}

const LINE = /^\s*(?:export\s+)?(?<name>[A-Za-z_][\w.-]*)\s*=(?<rest>.*)$/s;
/** A value in quotes, and what follows the closing quote. */
const QUOTED = /^\s*(?<quote>['"`])(?<value>.*?)\k<quote>(?<behind>.*)$/s;

/** @throws OperatorError that names every line whose meaning is in doubt */
function settingsIn(text: string, path: string, known: readonly string[]): ReadonlyMap<string, string> {
  const settings = new Map<string, string>();
  const problems: string[] = [];
  for (const [index, line] of text.split(/\r\n|\n|\r/).entries()) {
    if (/^\s*(?:#|$)/.test(line)) continue;
    const place = `${path}, line ${index + 1}`;
    const { name, rest } = LINE.exec(line)?.groups ?? {};
    if (name === undefined || rest === undefined) {
      problems.push(`${place}: this is not NAME=value. A comment begins with a #.`);
      continue;
    }
    const value = valueIn(rest);
    const shown = known.includes(name) ? name : 'NAME';
    if (value.kind === 'value') settings.set(name, value.text);
    else problems.push(`${place}: the value of ${shown} ${WRONG[value.kind](shown)}`);
  }
  const [first, second] = problems;
  if (first === undefined) return settings;
  if (second === undefined) throw new OperatorError(first);
  throw new OperatorError(
    [`${path} cannot be taken as it is:`, ...problems.map((each) => `  ${each}`)].join('\n'),
  );
}

type Value = { readonly kind: 'value'; readonly text: string } | { readonly kind: keyof typeof WRONG };

const WRONG = {
  cut: (name: string) =>
    `would be cut at its #. Put it in quotes: ${name}='…' (or, if a comment begins there, a space before the #).`,
  open: () => `begins with a quote that is not closed. Close it, or put all of it in quotes of another kind.`,
  behind: () =>
    `goes on behind its closing quote. Put all of it in quotes of another kind: '…', "…" or \`…\`.`,
  curly: (name: string) => `is in curly quotes. Use straight ones: ${name}='…'`,
} as const;

function valueIn(rest: string): Value {
  if (/^\s*[“”„‘’‚«]/.test(rest)) return { kind: 'curly' };
  if (/^\s*['"`]/.test(rest)) {
    const { value, behind } = QUOTED.exec(rest)?.groups ?? {};
    if (value === undefined || behind === undefined) return { kind: 'open' };
    return /^\s*$|^\s+#/.test(behind) ? { kind: 'value', text: value } : { kind: 'behind' };
  }
  const comment = rest.indexOf('#');
  if (comment === -1) return { kind: 'value', text: rest.trim() };
  if (!/\s$/.test(rest.slice(0, comment))) return { kind: 'cut' };
  return { kind: 'value', text: rest.slice(0, comment).trim() };
}

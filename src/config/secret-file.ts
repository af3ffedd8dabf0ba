import { isAbsolute } from 'node:path';
import { readTextFile, type TextFileFault } from './text-file.ts';

/** Far more than a key or an address takes. */
const MAX_BYTES = 16 * 1024;

export type SecretFile =
  | { readonly kind: 'value'; readonly text: string }
  | { readonly kind: 'refused'; readonly problem: string };

/**
 * Reads the value of a setting from a file of its own, as `LoadCredential` of systemd, Docker and Kubernetes provide it. White space around the
 * value does not count, so that a file may end with a newline.
 *
 * @param variable the variable that names the file
 * @returns the value; or what is wrong, with the variable, the path and the remedy, and nothing of what is in the file
 */
export function readSecretFile(variable: string, path: string): SecretFile {
  // Somebody who puts the secret itself here must not read it in a message. A secret rarely looks like this.
  if (!isAbsolute(path) && !/^\.{1,2}\//.test(path))
    return refused(
      `${variable} is not a path. It begins with a /, or with ./ for the folder that the program is started in.`,
    );
  const file = readTextFile(path, MAX_BYTES);
  if (file.kind !== 'text') return refused(`${variable} names ${path}, which ${refusalOf(file)}`);
  const text = file.text.trim();
  if (text === '')
    return refused(`${variable} names ${path}, which is empty. Put the value into it, and nothing else.`);
  if (/[\r\n]/.test(text))
    return refused(
      `${variable} names ${path}, which has several lines. Put the value into it, and nothing else.`,
    );
  return { kind: 'value', text };
}

const refused = (problem: string): SecretFile => ({ kind: 'refused', problem });

/** Returns what is wrong with the file. It follows the path. */
function refusalOf(fault: TextFileFault | { readonly kind: 'absent' }): string {
  switch (fault.kind) {
    case 'absent':
      return 'does not exist.';
    case 'broken-link':
      return 'is a link to a file that is not there.';
    case 'folder':
      return 'is a folder, not a file.';
    case 'special':
      return 'is no ordinary file.';
    case 'too-long':
      return `is longer than ${MAX_BYTES} bytes.`;
    case 'utf-16':
      return 'is in UTF-16. Save it as UTF-8.';
    case 'not-utf-8':
      return 'is not in UTF-8. Save it as UTF-8.';
    case 'unreadable':
      return `cannot be read (${fault.code}). Give it to the user that runs Tillbot.`;
  }
}

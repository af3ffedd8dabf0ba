import { lstatSync, readFileSync, statSync } from 'node:fs';
import { codeOf } from '../runtime/error-code.ts';

/** What is wrong with a file that cannot be taken as text. */
export type TextFileFault =
  | { readonly kind: 'broken-link' | 'folder' | 'special' | 'too-long' | 'utf-16' | 'not-utf-8' }
  /** `code` is the system's, as `EACCES`. */
  | { readonly kind: 'unreadable'; readonly code: string };

export type TextFile =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'absent' }
  | TextFileFault;

/**
 * Reads a small file of text in UTF-8, without its byte order mark. It reads no pipe and no device: that could wait for ever.
 *
 * @param maxBytes the longest file that is read
 */
export function readTextFile(path: string, maxBytes: number): TextFile {
  try {
    const file = statSync(path, { throwIfNoEntry: false });
    if (file === undefined)
      return { kind: lstatSync(path, { throwIfNoEntry: false }) === undefined ? 'absent' : 'broken-link' };
    if (file.isDirectory()) return { kind: 'folder' };
    if (!file.isFile()) return { kind: 'special' };
    if (file.size > maxBytes) return { kind: 'too-long' };
    return decoded(readFileSync(path));
  } catch (error) {
    return { kind: 'unreadable', code: codeOf(error) };
  }
}

function decoded(bytes: Uint8Array): TextFile {
  const [first, second] = bytes;
  const isUtf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  // UTF-8 text holds no zero byte. In UTF-16 nearly every other byte is zero, with or without a byte order mark.
  if (isUtf16 || bytes.includes(0)) return { kind: 'utf-16' };
  try {
    // The decoder drops a byte order mark at the beginning.
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { kind: 'not-utf-8' };
  }
}

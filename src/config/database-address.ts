import { z } from 'zod';
import { passwordForms } from './proxy.ts';

/** Where the database is: a file of SQLite, or a database of PostgreSQL. */
export type DatabaseAddress = { readonly path: string } | { readonly url: string };

export const databaseAddress = z.union([
  z
    .string()
    .regex(/^file:(?!\/\/)[^?#]+$/)
    .transform((text): DatabaseAddress => ({ path: text.replace(/^file:/, '') })),
  z
    .string()
    .regex(/^postgres(?:ql)?:\/\/[^/?#\s]+\/[^/?#\s]+(?:\?[^#\s]*)?$/)
    .refine(isReadable)
    .transform((url): DatabaseAddress => ({ url })),
]);

/** Whether an address can be taken apart, its password included. */
function isReadable(text: string): boolean {
  try {
    const { username, password } = new URL(text);
    return decodeURIComponent(username + password) !== undefined;
  } catch {
    return false;
  }
}

/** Returns what no log line may show of an address: the password, as it is and as it is written in the address. */
export function databaseSecrets(address: DatabaseAddress): readonly string[] {
  if (!('url' in address)) return [];
  const { username, password, searchParams } = new URL(address.url);
  return [...passwordForms(username, password), password, ...searchParams.getAll('password')].filter(
    (secret) => secret !== '',
  );
}

/** How an address is shown to the person who typed it: without its password, and without what stands behind `?`. */
export function withoutPassword(address: DatabaseAddress): string {
  if ('path' in address) return `file:${address.path}`;
  const url = new URL(address.url);
  url.password = '';
  url.search = '';
  return url.href;
}

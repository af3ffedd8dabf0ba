import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** Returns the version that package.json names. */
export const version = (): string =>
  z
    .looseObject({ version: z.string() })
    .parse(JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))).version;

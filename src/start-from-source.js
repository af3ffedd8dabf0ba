import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

/**
 * What `npm start` runs: `start.ts`, as the package does, but from its source. It is JavaScript, and turns on what `start.ts` turns on, because Node keeps a
 * file without its types only from then on. With every file kept, it never loads its compiler of types, which takes 14 MiB for as long as the program runs.
 */
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/tillbot', import.meta.url)));
await import('./start.ts');

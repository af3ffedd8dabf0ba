import './quick-imports.ts';
import { setTimeout } from 'node:timers';
import { enableCompileCache, flushCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

/** By then everything is loaded that a start loads. */
const LOADED_MS = 10_000;

// Node keeps what it has compiled, without the types. The next start takes less processor time, and no memory for the compiler. Kept code is run, so it is
// kept where only whoever installed Tillbot can write. If this user cannot, Node keeps nothing.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/tillbot', import.meta.url)));
// Otherwise it would be written at the end of the program, and not if that is killed.
setTimeout(flushCompileCache, LOADED_MS).unref();
await import('./main.ts');

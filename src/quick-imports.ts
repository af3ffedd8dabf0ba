import { registerHooks, type ResolveFnOutput } from 'node:module';

const DRIZZLE = 'drizzle-orm';
/** Where each entry of drizzle-orm is. */
const entries = new Map<string, ResolveFnOutput>();

// Node 24 reads the whole package.json of a package anew for each import of one of its modules (`getPackageScopeConfig` in
// lib/internal/modules/package_json_reader.js copies an object whose getter parses the field `exports`). That of drizzle-orm has 180 KB, so its imports
// took half of the processor time of a start, and 90 MiB. Its modules need nothing of it to find each other.
registerHooks({
  resolve(specifier, context, next) {
    if (specifier.startsWith(DRIZZLE)) {
      const entry = entries.get(specifier) ?? next(specifier, context);
      entries.set(specifier, entry);
      return { ...entry, shortCircuit: true };
    }
    const { parentURL } = context;
    return specifier.startsWith('.') &&
      specifier.endsWith('.js') &&
      parentURL?.includes(`/${DRIZZLE}/`) === true
      ? { url: new URL(specifier, parentURL).href, format: 'module', shortCircuit: true }
      : next(specifier, context);
  },
});

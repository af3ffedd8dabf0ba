import { registerHooks } from 'node:module';

const DRIZZLE = '/node_modules/drizzle-orm/';

// Node 24 reads the whole package.json of a package anew for each of its modules (`getPackageScopeConfig` in lib/internal/modules/package_json_reader.js
// copies an object whose getter parses the field `exports`). That of drizzle-orm has 180 KB, so its modules took half of the processor time of a start, and
// 90 MiB. They need nothing of it to find each other.
registerHooks({
  resolve(specifier, context, next) {
    const { parentURL } = context;
    return specifier.startsWith('.') && specifier.endsWith('.js') && parentURL?.includes(DRIZZLE) === true
      ? { url: new URL(specifier, parentURL).href, format: 'module', shortCircuit: true }
      : next(specifier, context);
  },
});

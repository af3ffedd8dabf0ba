import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

// Is loaded before the program (node --import), and writes down every module that the program finds.
registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    const file = process.env['IMPORTS_FILE'];
    if (file !== undefined) appendFileSync(file, `${found.url}\n`);
    return found;
  },
});

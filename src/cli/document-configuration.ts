import { mkdirSync, writeFileSync } from 'node:fs';
import { SETTING_SECTIONS } from '../app/settings.ts';
import { configurationPage, envExample } from '../config/documentation.ts';

/** `npm run docs:configuration`: writes `.env.example` and `docs/configuration.md` from the settings. */
const root = new URL('../../', import.meta.url);
mkdirSync(new URL('docs/', root), { recursive: true });
writeFileSync(new URL('.env.example', root), envExample(SETTING_SECTIONS));
writeFileSync(new URL('docs/configuration.md', root), configurationPage(SETTING_SECTIONS));

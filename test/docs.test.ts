import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { SETTING_NAMES, SETTING_SECTIONS } from '../src/app/settings.ts';
import { configurationPage, envExample } from '../src/config/documentation.ts';
import { MAGIC_CUSTOMERS } from '../src/sandbox/bosmi/customers.ts';
import { localeOf } from '../src/telegram/locales/locales.ts';

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const readme = read('README.md');

describe('.env.example and docs/configuration.md', () => {
  const page = read('docs/configuration.md');

  test('are what the settings say: `npm run docs:configuration` writes them', () => {
    expect(read('.env.example')).toBe(envExample(SETTING_SECTIONS));
    expect(page).toBe(configurationPage(SETTING_SECTIONS));
  });

  test('name every setting once, and no other', () => {
    const example = [...read('.env.example').matchAll(/^([A-Z][A-Z\d_]*)=/gm)].map(([, name]) => name);
    const table = [...page.matchAll(/^\| \[`([A-Z][A-Z\d_]*)`\]/gm)].map(([, name]) => name);
    const headings = [...page.matchAll(/^### `([A-Z][A-Z\d_]*)`$/gm)].map(([, name]) => name);
    for (const names of [example, table, headings]) expect(names).toEqual(SETTING_NAMES);
    expect(new Set(SETTING_NAMES).size).toBe(SETTING_NAMES.length);
  });

  test('have defaults and examples that the settings take', () => {
    const refused = SETTING_SECTIONS.flatMap(({ settings }) => settings).flatMap(
      ({ name, parser, default: text, sandboxDefault, example }) =>
        [text, sandboxDefault, example]
          .filter((value) => value !== undefined && !parser.safeParse(value).success)
          .map((value) => `${name}=${value}`),
    );
    // A key that is printed somewhere is no key.
    expect(refused).toEqual(['SECRET_KEY=what `npm run keygen` prints']);
  });
});

test('the README lists every customer of the sandbox, and every command', () => {
  for (const { phone, does } of MAGIC_CUSTOMERS) expect(readme).toContain(`| \`${phone}\` | ${does}`);
  for (const command of Object.keys(localeOf('en').commands)) expect(readme).toContain(`| \`/${command}`);
});

test('every file that the maps name is there', () => {
  const paths = [
    ...read('src/README.md').matchAll(
      /`((?:domain|runtime|security|config|gateway|store|payments|telegram|sandbox|cli|app)\/[\w/-]+\.ts)`/g,
    ),
  ];
  expect(paths.length).toBeGreaterThan(15);
  for (const [, path] of paths) expect(read(`src/${path}`)).not.toBe('');
});

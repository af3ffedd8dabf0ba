import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SETTING_NAMES } from '../src/app/settings.ts';
import { MAGIC_CUSTOMERS } from '../src/sandbox/bosmi/customers.ts';
import { localeOf } from '../src/telegram/locales/locales.ts';

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const readme = read('README.md');

test('.env.example and the README name every setting, and no other', () => {
  const example = [...read('.env.example').matchAll(/^([A-Z][A-Z\d_]*)=/gm)].map(([, name]) => name);
  const table = [...readme.matchAll(/^\| `([A-Z][A-Z\d_]*)` /gm)].map(([, name]) => name);
  expect(example.toSorted()).toEqual(SETTING_NAMES.toSorted());
  expect(table.toSorted()).toEqual(SETTING_NAMES.toSorted());
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

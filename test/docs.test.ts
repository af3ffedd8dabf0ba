import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { freshMap } from '../docs/diagram.ts';
import { SETTING_SECTIONS, VARIABLE_NAMES } from '../src/app/settings.ts';
import { configurationPage, envExample } from '../src/config/documentation.ts';
import { CHARGE_STATES, mayMove } from '../src/domain/charge-states.ts';
import { MAGIC_CUSTOMERS } from '../src/sandbox/bosmi/customers.ts';
import { FEATURES } from '../src/telegram/bot/bot.ts';
import { localeOf } from '../src/telegram/locales/locales.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** Every page that is written for people. */
const PAGES = [
  ...readdirSync(ROOT, { recursive: false, encoding: 'utf8' }).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
  'src/README.md',
  'src/sandbox/README.md',
];

describe('.env.example and docs/configuration.md', () => {
  const page = read('docs/configuration.md');

  test('agree with the settings: `npm run docs:configuration` writes them', () => {
    expect(read('.env.example')).toBe(envExample(SETTING_SECTIONS));
    expect(page).toBe(configurationPage(SETTING_SECTIONS));
  });

  test('name every setting once, and no other', () => {
    const example = [...read('.env.example').matchAll(/^([A-Z][A-Z\d_]*)=/gm)].map(([, name]) => name);
    const table = [...page.matchAll(/^\| \[`([A-Z][A-Z\d_]*)`\]/gm)].map(([, name]) => name);
    const headings = [...page.matchAll(/^### `([A-Z][A-Z\d_]*)`$/gm)].map(([, name]) => name);
    const settings = SETTING_SECTIONS.flatMap((section) => section.settings.map(({ name }) => name));
    for (const names of [example, table, headings]) expect(names).toEqual(settings);
    expect(new Set(VARIABLE_NAMES).size).toBe(VARIABLE_NAMES.length);
  });

  test('have defaults and examples that the settings accept', () => {
    const refused = SETTING_SECTIONS.flatMap(({ settings }) => settings).flatMap(
      ({ name, parser, default: text, sandboxDefault, example }) =>
        [text, sandboxDefault, example]
          .filter((value) => value !== undefined && !parser.safeParse(value).success)
          .map((value) => `${name}=${value}`),
    );
    // The example is not a valid key: a printed key is not secret.
    expect(refused).toEqual(['SECRET_KEY=what `npm run keygen` prints']);
  });
});

test('the README fits on three screens and lists every customer of the sandbox', () => {
  expect(read('README.md').split('\n').length).toBeLessThan(150);
  for (const { phone, does } of MAGIC_CUSTOMERS)
    expect(read('README.md')).toContain(`| \`${phone}\` | ${does}`);
});

test('docs/commands.md lists every command of the menu', () => {
  const page = read('docs/commands.md');
  for (const command of Object.keys(localeOf('en').commands)) expect(page).toContain(`| \`/${command}`);
});

test('docs/commands.md names every Kiswahili name beside its command', () => {
  const page = read('docs/commands.md');
  for (const { name, aliases = [] } of FEATURES.flatMap(({ commands = [] }) => commands))
    for (const alias of aliases) expect(page).toMatch(new RegExp(`\\| \`/${name}\` *\\| \`/${alias}\` *\\|`));
});

test('the diagram of the folders is fresh: npm run docs:diagram', async () => {
  expect(read('src/README.md')).toBe(await freshMap());
});

test('the diagram of a charge’s life has every transition, and no other', () => {
  const [, diagram = ''] = /stateDiagram-v2\n([\s\S]*?)```/.exec(read('docs/architecture.md')) ?? [];
  const drawn = [...diagram.matchAll(/^ *(\w+) --> (\w+)/gm)].map(([, from, to]) => `${from} → ${to}`);
  // The two marks are drawn as one state.
  const drawnAs = (state: string): string => (/_(?:un)?paid$/.test(state) ? 'marked' : state);
  const allowed = CHARGE_STATES.flatMap((from) =>
    CHARGE_STATES.filter((to) => mayMove(from, to)).map((to) => `${drawnAs(from)} → ${drawnAs(to)}`),
  );
  const expected = new Set(allowed.filter((move) => move !== 'marked → marked'));
  expect(drawn.toSorted()).toEqual([...expected].toSorted());
});

describe.each(PAGES)('%s', (page) => {
  test('links only to pages, pictures and headings that exist', () => {
    const links = [...read(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
    const broken = links.filter((link) => !link.startsWith('https://') && !isThere(page, link));
    expect(broken).toEqual([]);
  });

  test('names only files that exist', () => {
    const missing = namedFiles(page).filter((path) => !existsSync(join(ROOT, path)));
    expect(missing).toEqual([]);
  });

  test('says nothing twice: no heading, no item of a list, no row of a table; a table has one header', () => {
    expect(repeatedLines(read(page))).toEqual([]);
  });
});

test('a table that a merge has damaged is found', () => {
  const table = ['| what | where |', '| ---- | ----- |', '| a row | `one.ts` |', '| another | `two.ts` |'];
  const damaged = (...lines: readonly string[]) => repeatedLines([...table, ...lines].join('\n'));
  expect(damaged()).toEqual([]);
  expect(damaged('| a row | `newer.ts` |')).toEqual(['| a row']);
  expect(damaged(...table.slice(0, 2))).toEqual(['| what', 'a header in the middle']);
  expect(damaged('', ...table)).toEqual([]);
});

test('every npm script that a page names exists', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Readonly<Record<string, string>> };
  const named = [
    ...PAGES.map(read)
      .join('\n')
      .matchAll(/npm run ([\w:-]+)/g),
  ];
  const missing = named.map(([, name = '']) => name).filter((name) => scripts[name] === undefined);
  expect(missing).toEqual([]);
});

test('the map names a file for most questions', () => {
  expect(namedFiles('src/README.md').length).toBeGreaterThan(50);
});

/**
 * What stands twice in a page, as merges leave it: headings, the first five words of an item of a list, first cells of one table, and headers
 * in the middle of one.
 */
function repeatedLines(text: string): readonly string[] {
  const repeated: string[] = [];
  const headings = new Set<string>();
  let beginnings = new Set<string>();
  let table: Set<string> | undefined;
  const once = (seen: Set<string>, line: string) => (seen.has(line) ? repeated.push(line) : seen.add(line));
  // What the bench writes between its marks may say the same of two rounds.
  const written = text
    .replace(/^```[\s\S]*?^```/gm, '')
    .replace(/<!-- bench: [\s\S]*?<!-- end of [^>]*-->/g, '');
  for (const line of written.split('\n')) {
    const isRow = line.startsWith('|');
    if (/^\|[ :|-]+\|$/.test(line)) {
      if (table?.size !== 1) repeated.push('a header in the middle');
    } else if (isRow) once((table ??= new Set()), (/^\|[^|]*/.exec(line)?.[0] ?? '').trim());
    if (!isRow) table = undefined;
    if (/^#+ /.test(line)) {
      once(headings, line);
      beginnings = new Set();
    }
    const [item] = /^\s*(?:[-*]|\d+\.)(?: \S+){5}/.exec(line) ?? [];
    if (item !== undefined) once(beginnings, item);
  }
  return repeated;
}

function isThere(page: string, link: string): boolean {
  const [path = '', heading] = link.split('#');
  const target = path === '' ? page : join(dirname(page), path);
  if (!existsSync(join(ROOT, target))) return false;
  return heading === undefined || headingsOf(read(target)).includes(heading);
}

/** The anchors of a page's headings, as GitHub makes them. */
const headingsOf = (text: string): readonly string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

/** The files that a page names, relative to the top of the repository. The maps name files of src/ relative to src/. */
const namedFiles = (page: string): readonly string[] =>
  [...read(page).matchAll(/`((?:[\w-]+\/)+[\w.-]+\.(?:ts|js|md|json))`/g)].map(([, path = '']) =>
    /^(?:src|test|docs|migrations|deploy)\//.test(path) ? path : join('src', path),
  );

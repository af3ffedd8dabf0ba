import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const LAUNCHER = read('src/tillbot.ts');
const { scripts, engines } = JSON.parse(read('package.json')) as {
  readonly scripts: Readonly<Record<string, string>>;
  readonly engines: { readonly node: string };
};

test('the package starts Node with the flags of npm start', () => {
  const [, flags] = /^node (.*) src\/start-from-source\.js$/.exec(scripts['start'] ?? '') ?? [];
  expect(LAUNCHER.split('\n')[0]).toBe(`#!/usr/bin/env -S node ${flags}`);
});

test('the package refuses every Node that package.json rules out', () => {
  const [, major, minor] = /^>=(\d+)\.(\d+)$/.exec(engines.node) ?? [];
  expect(LAUNCHER).toContain(`const LEAST_NODE = [${major}, ${minor}] as const;`);
});

test('the package has every command of the operator that npm run has', () => {
  const commands = Object.entries(scripts)
    .filter(([name, script]) => script.startsWith('node src/cli/') && !name.startsWith('docs:'))
    .map(([name]) => name);
  expect(commands.length).toBeGreaterThan(5);
  for (const name of commands) {
    expect(LAUNCHER).toContain(`['${name}', () => import('./cli/${name}.ts')],`);
    expect(LAUNCHER).toMatch(new RegExp(`^ {2}${name}\\b`, 'm'));
  }
});

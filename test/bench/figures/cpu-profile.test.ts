import { expect, test } from 'vitest';
import { ownerOfFile, profiled, profiledTogether, type CpuProfile } from './cpu-profile.ts';

const frame = (functionName: string, url = '') => ({ functionName, url, lineNumber: 9 });
const PROFILE: CpuProfile = {
  startTime: 0,
  nodes: [
    { id: 1, callFrame: frame('(root)'), children: [2, 3, 5] },
    { id: 2, callFrame: frame('(idle)') },
    { id: 3, callFrame: frame('render', 'file:///srv/bot/src/telegram/render.ts'), children: [4] },
    { id: 4, callFrame: frame('stringify') },
    { id: 5, callFrame: frame('(garbage collector)') },
  ],
  // A sample each millisecond; the last stands for no time.
  samples: [3, 4, 2, 4, 5, 5, 1],
  timeDeltas: [1_000, 1_000, 1_000, 1_000, 1_000, 1_000, 1_000],
};

test('time belongs to whose code ran, a native function’s to its caller, and idle time to nobody', () => {
  const { owners, functions } = profiled(PROFILE, 0, 1_000);
  expect(owners).toEqual([
    ['src/telegram', 3],
    ['garbage collector', 2],
  ]);
  expect(functions[0]).toEqual(['stringify (src/telegram)', 2]);
  expect(functions).toContainEqual(['render (src/telegram, telegram/render.ts:10)', 1]);
});

test('only samples of the span count', () => {
  expect(profiled(PROFILE, 2, 5).owners).toEqual([['src/telegram', 2]]);
});

test('a worker that began later is added for the same span, under a name of its own', () => {
  const worker: CpuProfile = { ...PROFILE, startTime: 2_000 };
  const threads = [
    { profile: PROFILE, isMain: true },
    { profile: worker, isMain: false },
  ];
  expect(profiledTogether(threads, 0, 4).owners).toEqual([
    ['src/telegram', 2],
    ['in a worker: src/telegram', 1],
  ]);
});

test.each([
  ['file:///srv/bot/node_modules/@hono/node-server/dist/index.js', '@hono/node-server'],
  ['file:///srv/bot/node_modules/zod/v4/core.js', 'zod'],
  ['file:///srv/bot/node_modules/better-sqlite3/lib/methods/wrappers.js', 'SQLite: prepare'],
  ['file:///srv/bot/node_modules/drizzle-orm/better-sqlite3/session.js', 'SQLite: run'],
  ['file:///srv/bot/src/store/engines/sqlite/engine.ts', 'SQLite: begin and commit'],
  ['file:///srv/bot/src/store/charges.ts', 'src/store'],
  ['file:///srv/bot/src/main.ts', 'src'],
  ['node:internal/streams/readable', 'Node: HTTP and sockets'],
  ['node:internal/timers', 'Node: other'],
])('the file %s belongs to %s', (url, owner) => {
  expect(ownerOfFile(url)).toBe(owner);
});

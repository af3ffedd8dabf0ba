import { existsSync, readFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { liveWorld } from '../support/live.ts';
import { freePort } from '../support/free-port.ts';
import { QUICK_START, startProgram } from '../support/program.ts';

const RECORDED = `--import=${new URL('../support/recorded-imports.ts', import.meta.url).href}`;

test('without HTTP_PORT the program loads nothing of it, and with it, it serves until SIGTERM', async () => {
  const world = await liveWorld();
  const loaded = async (over: Readonly<Record<string, string>>, file: string) => {
    const list = join(world.folder, file);
    const program = await world.start({
      ...over,
      IMPORTS_FILE: list,
      NODE_OPTIONS: `${QUICK_START.NODE_OPTIONS} ${RECORDED}`,
    });
    return {
      program,
      modules: existsSync(list) ? readFileSync(list, 'utf8').split('\n') : [],
    };
  };
  const ofServer =
    /prom-client|\/hono|node-server|\/src\/http\/|observe-and-serve|app\/backups|inbound\/webhook|elector|runtime\/lease|app\/compete|standby|\/pg\//;
  const without = await loaded({}, 'without.txt');
  expect(without.modules.length).toBeGreaterThan(100);
  expect(without.modules.filter((url) => ofServer.test(url))).toEqual([]);
  without.program.kill('SIGTERM');
  await without.program.ended();

  const port = await freePort();
  const { program, modules } = await loaded({ HTTP_PORT: `${port}` }, 'with.txt');
  expect(modules.some((url) => url.includes('prom-client'))).toBe(true);
  expect((await fetch(`http://127.0.0.1:${port}/live`)).status).toBe(200);
  program.kill('SIGTERM');
  expect(await program.ended()).toMatchObject({ code: 0 });
});

test('a port that is taken ends the program with one message, and nothing is sent', async () => {
  const world = await liveWorld();
  const taken = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void taken.close());
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  const program = startProgram(world.folder, { ...world.environment, HTTP_PORT: `${port}` });
  expect(await program.ended()).toMatchObject({ code: 1 });
  expect(program.errors()).toContain(`The port ${port} on 127.0.0.1 is in use already.`);
  expect(world.chat.texts()).toEqual([]);
});

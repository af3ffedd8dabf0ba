import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder in which the first test that needs PostgreSQL starts a server for the whole run. */
    postgresFolder: string;
  }
}

let folder: string | undefined;

/** Gives a run a folder for its PostgreSQL. A run in which no test needs one starts none. Each project of vitest calls this. */
export function setup(project: TestProject): (() => Promise<void>) | undefined {
  const isFirst = folder === undefined;
  folder ??= mkdtempSync(join(tmpdir(), 'pg-'));
  project.provide('postgresFolder', folder);
  if (!isFirst) return undefined;
  const own = folder;
  // The server may run as another user.
  chmodSync(own, 0o711);
  return async () => {
    folder = undefined;
    await endServer(join(own, 'data', 'postmaster.pid'));
    rmSync(own, { recursive: true, force: true });
  };
}

/** Ends the server that wrote a file with its process id. Its data is of no use any more. */
async function endServer(pidFile: string): Promise<void> {
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
  // SIGQUIT ends it at once, with all its processes.
  process.kill(pid, 'SIGQUIT');
  while (isAlive(pid)) await sleep(10);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

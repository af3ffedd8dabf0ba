import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { OperatorError } from '../runtime/operator-error.ts';

export type BotStatus = 'starting' | 'up' | 'dead';

/** The real bot in a process of its own: it can be killed on the spot, and comes back on the same database. */
export interface BotProcess {
  status(): BotStatus;
  /** SIGKILL: nothing is finished, nothing is said. It is started again after a moment. */
  kill(): void;
  /** Ends it as an operator does, with SIGTERM, for good. */
  stop(): Promise<void>;
  /** Rejects when the bot ends by itself again and again. */
  readonly failed: Promise<never>;
}

export interface BotProcessOptions {
  /** The working folder: what the bot writes is under it, and no `.env` of elsewhere is read. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly logFile: string;
  readonly onStatus: (status: BotStatus) => void;
}

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
/** Long enough to see that it is gone. */
const RESTART_MS = 2_000;
/** This many ends in a row without ever being up, and it is given up. */
const MAX_FAILED_STARTS = 3;
const UP = /"the bot is up"/;

export function startBotProcess({ folder, environment, logFile, onStatus }: BotProcessOptions): BotProcess {
  const log = createWriteStream(logFile, { flags: 'a' });
  const ending = new AbortController();
  const { promise: failed, reject: fail } = Promise.withResolvers<never>();
  // It is awaited by whoever runs the sandbox; until then it must not end the program.
  failed.catch(() => undefined);
  let child: ChildProcess | undefined;
  let status: BotStatus = 'starting';
  let lastWords = '';

  const become = (next: BotStatus): void => {
    if (next === status) return;
    status = next;
    onStatus(next);
  };

  const run = async (): Promise<boolean> => {
    const mine = spawn(process.execPath, [MAIN], { cwd: folder, env: environment });
    child = mine;
    let wasUp = false;
    const hear = (chunk: Buffer): void => {
      log.write(chunk);
      lastWords = (lastWords + chunk.toString('utf8')).slice(-2_000);
      if (wasUp || !UP.test(lastWords)) return;
      wasUp = true;
      become('up');
    };
    mine.stdout.on('data', hear);
    mine.stderr.on('data', hear);
    await new Promise((resolve) => {
      mine.once('close', resolve);
      mine.once('error', resolve);
    });
    return wasUp;
  };

  const loop = async (): Promise<void> => {
    let failures = 0;
    while (!ending.signal.aborted) {
      lastWords = '';
      const wasUp = await run();
      if (ending.signal.aborted) return;
      become('dead');
      failures = wasUp ? 0 : failures + 1;
      if (failures >= MAX_FAILED_STARTS)
        return fail(new OperatorError(`The bot does not start:\n${lastWords}`));
      await sleep(RESTART_MS, undefined, { signal: ending.signal }).catch(() => undefined);
      if (!ending.signal.aborted) become('starting');
    }
  };
  const looping = loop();

  return {
    status: () => status,
    kill: () => void child?.kill('SIGKILL'),
    async stop() {
      ending.abort();
      child?.kill('SIGTERM');
      await looping;
      log.end();
    },
    failed,
  };
}

import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { OperatorError } from '../runtime/operator-error.ts';

export type BotStatus = 'starting' | 'up' | 'dead';

/** The real bot in a process of its own. It can be killed at any moment, and starts again on the same database. */
export interface BotProcess {
  status(): BotStatus;
  /** Sends SIGKILL, so that the bot finishes nothing. It starts again after two seconds. */
  kill(): void;
  /** Sends SIGTERM, as an operator does, and does not start it again. */
  stop(): Promise<void>;
  /** Rejects when the bot ended three times in a row without being up. */
  readonly failed: Promise<never>;
}

export interface BotProcessOptions {
  /** The working folder. The bot writes under it, and reads no `.env` of another folder. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly logFile: string;
  readonly onStatus: (status: BotStatus) => void;
}

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
/** Long enough for a person to see on the page that the bot is dead. */
const RESTART_MS = 2_000;
/** The sandbox gives up after this many ends in a row without the bot being up. */
const MAX_FAILED_STARTS = 3;
const UP = /"the bot is up"/;

export function startBotProcess({ folder, environment, logFile, onStatus }: BotProcessOptions): BotProcess {
  const log = createWriteStream(logFile, { flags: 'a' });
  const ending = new AbortController();
  const { promise: failed, reject: fail } = Promise.withResolvers<never>();
  // The sandbox awaits it later. Until then, a rejection must not end the program.
  failed.catch(() => undefined);
  let child: ChildProcess | undefined;
  let status: BotStatus = 'starting';
  let lastOutput = '';

  const setStatus = (next: BotStatus): void => {
    if (next === status) return;
    status = next;
    onStatus(next);
  };

  const run = async (): Promise<boolean> => {
    const mine = spawn(process.execPath, [MAIN], { cwd: folder, env: environment });
    child = mine;
    let wasUp = false;
    const read = (chunk: Buffer): void => {
      log.write(chunk);
      lastOutput = (lastOutput + chunk.toString('utf8')).slice(-2_000);
      if (wasUp || !UP.test(lastOutput)) return;
      wasUp = true;
      setStatus('up');
    };
    mine.stdout.on('data', read);
    mine.stderr.on('data', read);
    await new Promise((resolve) => {
      mine.once('close', resolve);
      // It could not even be started.
      mine.once('error', (error) => resolve(read(Buffer.from(`${error.message}\n`))));
    });
    return wasUp;
  };

  const loop = async (): Promise<void> => {
    let failures = 0;
    while (!ending.signal.aborted) {
      lastOutput = '';
      const wasUp = await run();
      if (ending.signal.aborted) return;
      setStatus('dead');
      failures = wasUp ? 0 : failures + 1;
      if (failures >= MAX_FAILED_STARTS)
        return fail(new OperatorError(`The bot does not start:\n${lastOutput}`));
      await sleep(RESTART_MS, undefined, { signal: ending.signal }).catch(() => undefined);
      if (!ending.signal.aborted) setStatus('starting');
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

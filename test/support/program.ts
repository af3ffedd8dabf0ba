import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { WhenFinished } from './store.ts';
import { PATIENCE_MS } from './until.ts';

const SOURCES = fileURLToPath(new URL('../../src', import.meta.url));

/** The real program in a process of its own. */
export interface Program {
  /** Standard output and standard error so far. */
  output(): string;
  /** Standard error alone. */
  errors(): string;
  /** Types a line. */
  type(line: string): void;
  /** Waits until the output matches. */
  prints(pattern: RegExp): Promise<void>;
  kill(signal: NodeJS.Signals): void;
  readonly pid: number;
  /** Waits until the program has ended. */
  ended(): Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

/** Makes a program start faster, and changes nothing else, as `start.ts` does: Node keeps compiled code, and finds modules sooner. */
export const QUICK_START = {
  NODE_COMPILE_CACHE: join(tmpdir(), 'tillbot-compile-cache'),
  NODE_OPTIONS: `--import=${new URL('../../src/quick-imports.ts', import.meta.url).href}`,
};

/** A user and a group of the system. */
export interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

export interface ProgramOptions {
  /** The user that the program runs as. Default: the user of the tests. */
  readonly user?: SystemUser | undefined;
  /** A command that starts the program, with its own arguments. */
  readonly under?: readonly string[];
  /** A command to run instead of the bot: its file in `src/`, and its arguments. */
  readonly run?: readonly [file: string, ...words: string[]];
}

/** Starts the program in a folder. Its environment is the given one and `QUICK_START`. It is killed when the test ends. */
export function startProgram(
  folder: string,
  environment: Readonly<Record<string, string>>,
  whenFinished: WhenFinished = onTestFinished,
  { user, under = [], run: [file, ...words] = ['main.ts'] }: ProgramOptions = {},
): Program {
  return startCommand([...under, process.execPath, join(SOURCES, file), ...words], {
    folder,
    environment: { ...QUICK_START, ...environment },
    whenFinished,
    user,
  });
}

interface CommandOptions {
  readonly folder: string;
  /** The whole environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly whenFinished?: WhenFinished;
  readonly user?: SystemUser | undefined;
}

/** Starts any command in a folder. It is killed when the test ends. */
export function startCommand(
  [command = '', ...args]: readonly string[],
  { folder, environment, whenFinished = onTestFinished, user }: CommandOptions,
): Program {
  // A process group of its own: a sandbox starts a bot, which is killed with it.
  const child = spawn(command, args, { cwd: folder, env: environment, detached: true, ...user });
  whenFinished(() => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // The whole group has ended.
    }
  });
  let output = '';
  let errors = '';
  const listeners = new Set<() => void>();
  const hear = (chunk: Buffer): void => {
    output += chunk.toString('utf8');
    for (const listener of listeners) listener();
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString('utf8');
    hear(chunk);
  });
  const end = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
  });

  return {
    output: () => output,
    errors: () => errors,
    // No pid if the program could not be started. `ended` says so then.
    pid: child.pid ?? 0,
    type: (line) => void child.stdin.write(`${line}\n`),
    kill: (signal) => void child.kill(signal),
    ended: () => end,
    async prints(pattern) {
      const printed = new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => {
          listeners.delete(look);
          reject(new Error(`never printed ${String(pattern)}. It printed:\n${output}`));
        }, PATIENCE_MS);
        const look = (): void => {
          if (!pattern.test(output)) return;
          clearTimeout(timer);
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        look();
      });
      const gone = await Promise.race([printed, end]);
      if (gone !== undefined && !pattern.test(output)) {
        throw new Error(`ended with ${gone.code} without ${String(pattern)}:\n${output}`);
      }
    },
  };
}

/** Returns the process that a command has started, where the command (strace, unshare) runs another one. */
export const childOf = ({ pid }: Program): number =>
  Number.parseInt(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8'), 10);

/** Runs a command of the operator and waits for its end. */
export async function runCommand(
  folder: string,
  environment: Readonly<Record<string, string>>,
  ...run: readonly [file: string, ...words: string[]]
): Promise<{ readonly code: number | null; readonly output: string }> {
  const program = startProgram(folder, environment, onTestFinished, { run });
  const { code } = await program.ended();
  return { code, output: program.output() };
}

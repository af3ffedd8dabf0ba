import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { killAtExit } from '../support/children.ts';

export const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
/** How many of the last printed characters are kept. */
const MAX_OUTPUT = 100_000;

export interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The real program in a process of its own. */
export interface Bot {
  readonly ended: Promise<End>;
  /** Resolves when the program says that it is up, or has ended. */
  readonly up: Promise<unknown>;
  kill(signal: NodeJS.Signals): void;
  /** The last part of the program's output. */
  output(): string;
}

/**
 * Starts a program with exactly this environment.
 *
 * @param hear is told what it prints
 */
export function startBot(
  entry: string,
  folder: string,
  environment: Readonly<Record<string, string>>,
  hear: (text: string) => void = () => undefined,
): Bot {
  const stdio = ['ignore', 'pipe', 'pipe'] as const;
  const child = spawn(process.execPath, [entry], { cwd: folder, env: environment, stdio: [...stdio] });
  killAtExit(child);
  const ended = new Promise<End>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  const { promise: isUp, resolve: sayUp } = Promise.withResolvers<void>();
  let output = '';
  const onOutput = (chunk: Buffer): void => {
    const text = chunk.toString('utf8');
    output = (output + text).slice(-MAX_OUTPUT);
    hear(text);
    if (output.includes('the bot is up')) sayUp();
  };
  child.stdout?.on('data', onOutput);
  child.stderr?.on('data', onOutput);
  return {
    ended,
    up: Promise.race([isUp, ended]),
    kill: (signal) => void child.kill(signal),
    output: () => output,
  };
}

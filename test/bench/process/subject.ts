import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { killAtExit } from '../../support/children.ts';
import type { Answers, Delays, Question, StatementTimes, Usage } from './questions.ts';

const PRELOAD = new URL('preload.ts', import.meta.url).href;
const PACKAGE = fileURLToPath(new URL('../../../package.json', import.meta.url));

/** The flags for Node of `npm start`. The floor has them too. */
function startFlags(): readonly string[] {
  const { scripts } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as {
    readonly scripts: { readonly start: string };
  };
  return scripts.start.split(' ').filter((word) => word.startsWith('--'));
}

/** The programs that are measured: the unmodified bot as `npm start` runs it, and the floor that it is compared with. */
export const PROGRAMS = {
  bot: fileURLToPath(new URL('../../../src/start-from-source.js', import.meta.url)),
  floor: fileURLToPath(new URL('../floor.ts', import.meta.url)),
};
export type ProgramName = keyof typeof PROGRAMS;

/** How many of the last printed characters are kept. */
const MAX_OUTPUT = 20_000;
/** How long a start, an answer and a stop may take: a million charges are opened, or the event loop stands still, on a busy machine. */
const START_MS = 120_000;
const ANSWER_MS = 300_000;
const STOP_MS = 60_000;

/** A program that is measured, in a process of its own. */
export interface Subject {
  /** When its process was started (epoch milliseconds). */
  readonly startedAt: number;
  /** How long it took from the start of the process until it said that it is up. */
  readonly startMs: number;
  usage(): Promise<Usage>;
  watchDelays(resolutionMs: number): Promise<unknown>;
  delays(): Promise<Delays>;
  watchStatements(): Promise<unknown>;
  statements(): Promise<StatementTimes>;
  /** Ends it as SIGTERM does, and waits for its end. */
  stop(): Promise<void>;
}

export interface SubjectOptions {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** More arguments for Node. */
  readonly nodeArgs?: readonly string[];
  /** A command that starts it, such as strace, with its arguments. */
  readonly under?: readonly string[];
}

/**
 * Starts a program and waits until it is up.
 *
 * @throws if it ends before, or takes too long
 */
export async function startSubject(
  name: ProgramName,
  { folder, environment, nodeArgs = [], under = [] }: SubjectOptions,
): Promise<Subject> {
  const [command, ...args] = [
    ...under,
    process.execPath,
    ...startFlags(),
    '--import',
    PRELOAD,
    ...nodeArgs,
    PROGRAMS[name],
  ];
  const [begun, startedAt] = [performance.now(), Date.now()];
  const child = spawn(command, args, {
    cwd: folder,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  killAtExit(child);
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(String(error)));
    child.once('exit', (code, signal) => resolve(`it ended with ${signal ?? code}`));
  });
  const { promise: isUp, resolve: sayUp } = Promise.withResolvers<undefined>();
  let output = '';
  const onOutput = (chunk: Buffer): void => {
    output = (output + chunk.toString('utf8')).slice(-MAX_OUTPUT);
    if (output.includes('the bot is up')) sayUp(undefined);
  };
  child.stdout?.on('data', onOutput);
  child.stderr?.on('data', onOutput);
  const why = await Promise.race([isUp, ended, after(START_MS, 'it was not up in time')]);
  if (why !== undefined) {
    child.kill('SIGKILL');
    throw new Error(`the ${name} did not start: ${why}\n${output}`);
  }
  const startMs = performance.now() - begun;

  let asked = 0;
  const waiting = new Map<number, (answer: unknown) => void>();
  child.on('message', ({ id, answer }: { readonly id: number; readonly answer: unknown }) => {
    waiting.get(id)?.(answer);
    waiting.delete(id);
  });
  const ask = async <Q extends Question>(question: Q): Promise<Answers[Q['ask']]> => {
    const id = (asked += 1);
    const answered = new Promise<unknown>((resolve) => waiting.set(id, resolve));
    child.send({ id, ...question });
    const late = after(ANSWER_MS, undefined);
    const answer = await Promise.race([answered, late, ended.then(() => undefined)]);
    if (answer === undefined) throw new Error(`the ${name} did not answer ${question.ask}:\n${output}`);
    return answer as Answers[Q['ask']];
  };
  const pid = await ask({ ask: 'pid' });
  return {
    startedAt,
    startMs,
    usage: () => ask({ ask: 'usage' }),
    watchDelays: (resolutionMs) => ask({ ask: 'watch-delays', resolutionMs }),
    delays: () => ask({ ask: 'delays' }),
    watchStatements: () => ask({ ask: 'watch-statements' }),
    statements: () => ask({ ask: 'statements' }),
    async stop() {
      // strace does not pass a signal on.
      process.kill(pid, 'SIGTERM');
      if ((await Promise.race([ended, after(STOP_MS, undefined)])) === undefined)
        process.kill(pid, 'SIGKILL');
    },
  };
}

/** Resolves with a value after a time. It keeps no process alive. */
const after = <T>(ms: number, value: T): Promise<T> =>
  new Promise((resolve) => {
    setTimeout(() => resolve(value), ms).unref();
  });

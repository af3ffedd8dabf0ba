import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openWay, type Way } from '../../support/way.ts';
import { startBot, type Bot, type End } from '../bot.ts';
import type { Point } from '../points.ts';
import { pause } from '../quiescence.ts';
import type { World } from '../world.ts';
import { AT_POINT } from './hold-at-commit.ts';

/** What a program was seen to do, and when (`performance.now()`). */
export type Deed =
  | { readonly kind: 'leads'; readonly term: number; readonly at: number }
  | { readonly kind: 'is up' | 'push' | 'getUpdates' | 'goes on'; readonly at: number };

/** One of several programs on a database, which has a way of its own to each server. */
export interface Member {
  readonly name: string;
  readonly deeds: readonly Deed[];
  readonly database: Way;
  readonly telegram: Way;
  /** The present process, or the last. */
  bot(): Bot;
  /** Starts the program. Whenever it ends, it is started again. */
  start(): void;
  /** Lets a stopped program go on. */
  goOn(): void;
  /** Stops the program at its `nth` commit from now on. Resolves when it has stopped there. */
  stopAtCommit(point: Point, nth: number): Promise<void>;
  /** The term in which it leads, as far as it has said. */
  term(): number | undefined;
  /** Ends the program for good. */
  end(signal: NodeJS.Signals): Promise<End | undefined>;
  close(): Promise<void>;
}

export interface MemberParts {
  readonly name: string;
  readonly world: World;
  readonly folder: string;
  /** How the engine is reached: its socket. */
  readonly socketPath: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly entry: string;
}

/** How soon a program that has ended is started again. */
const STARTED_AGAIN_MS = 1_000;
const PUSH = 'POST /bsmpay/stkpushquery/v3/processrequest';

export async function openMember(parts: MemberParts): Promise<Member> {
  const { name, world, folder, socketPath, environment, entry } = parts;
  const deeds: Deed[] = [];
  const now = (): number => performance.now();
  const database = await openWay({ path: socketPath });
  const portOf = (url: string): number => Number(new URL(url).port);
  const wayTo = async (url: string, sign: string, kind: 'push' | 'getUpdates'): Promise<Way> =>
    await openWay({ host: '127.0.0.1', port: portOf(url) }, (chunk, port) => {
      if (chunk.includes(sign)) deeds.push({ kind, at: now() });
      // The simulated servers answer to their own names only.
      const ours = `127.0.0.1:${port}`;
      return chunk.includes(ours)
        ? Buffer.from(chunk.toString('latin1').replaceAll(ours, `127.0.0.1:${portOf(url)}`), 'latin1')
        : chunk;
    });
  const telegram = await wayTo(world.telegram.url, '/getUpdates', 'getUpdates');
  const gateway = await wayTo(world.bosmi.url, PUSH, 'push');
  const through = (url: string, { port }: Way): string => url.replace(`:${new URL(url).port}`, `:${port}`);
  const armFile = join(folder, `arm-${name}`);
  let bot: Bot | undefined;
  let term: number | undefined;
  let isClosing = false;
  let stopped = Promise.withResolvers<void>();

  const hear = (text: string): void => {
    for (const line of text.split('\n')) {
      if (line.includes(AT_POINT)) stopped.resolve();
      const leads = /"term":(\d+),"msg":"this program leads"/.exec(line);
      if (leads !== null) {
        term = Number(leads[1]);
        deeds.push({ kind: 'leads', term, at: now() });
      }
      if (line.includes('"msg":"this program leads no more"')) term = undefined;
      if (line.includes('the bot is up')) deeds.push({ kind: 'is up', at: now() });
    }
  };

  const startAgainAfter = async ({ ended }: Bot): Promise<void> => {
    await ended;
    term = undefined;
    await pause(STARTED_AGAIN_MS);
    if (!isClosing) member.start();
  };

  const member: Member = {
    name,
    deeds,
    database,
    telegram,
    bot: () => bot ?? neverStarted(),
    start() {
      term = undefined;
      bot = startBot(
        entry,
        folder,
        {
          ...world.environment,
          DATABASE_URL: `postgres://tillbot@127.0.0.1:${database.port}/till`,
          TELEGRAM_API_ROOT: through(world.telegram.url, telegram),
          BOSMI_BASE_URL: through(world.bosmi.url, gateway),
          NODE_OPTIONS: ['hold-at-commit.ts', 'seeded-bugs.ts']
            .map((hook) => `--import=${new URL(hook, import.meta.url).href}`)
            .join(' '),
          CRASH_ARM: armFile,
          ...environment,
        },
        hear,
      );
      void startAgainAfter(bot);
    },
    goOn() {
      deeds.push({ kind: 'goes on', at: now() });
      // A program that stops itself says so before it does.
      for (const ms of [0, 100, 500]) setTimeout(() => member.bot().kill('SIGCONT'), ms);
    },
    stopAtCommit({ moment }, nth) {
      stopped = Promise.withResolvers<void>();
      writeFileSync(armFile, `${moment} ${nth}`);
      member.bot().kill('SIGUSR2');
      return stopped.promise;
    },
    term: () => term,
    async end(signal) {
      isClosing = true;
      bot?.kill(signal);
      return await bot?.ended;
    },
    async close() {
      await member.end('SIGKILL');
      await Promise.all([database.close(), telegram.close(), gateway.close()]);
    },
  };
  return member;
}

const neverStarted = (): never => {
  throw new Error('the program was not started');
};

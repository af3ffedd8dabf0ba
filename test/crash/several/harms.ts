import type { Chance } from '../../simulation/chance.ts';
import type { CrashEngine } from '../database.ts';
import { pause } from '../quiescence.ts';
import type { Member } from './member.ts';

/** What happens to the program that leads, or to what it needs. */
export interface Harm {
  readonly name: string;
  /** Whether the program gets no answer to what it asked at that moment, ever. */
  readonly kills: boolean;
  /** Whether another program, or the same one again, leads afterwards. Otherwise it may. */
  readonly takesOver: boolean;
  /**
   * Does it. The program may be stopped already, and goes on if it still can.
   *
   * @returns when it is over: all programs run, and all ways are open
   */
  do(victim: Member, luck: Chance, engine: CrashEngine): Promise<{ readonly over: Promise<void> }>;
}

/** The time in which a program ends that is told to. */
const ENDS_WITHIN_MS = 15_000;

const after = async (ms: number, act: () => void): Promise<void> => {
  await pause(ms);
  act();
};

const stopFor = (name: string, takesOver: boolean, span: readonly [number, number]): Harm => ({
  name,
  kills: false,
  takesOver,
  async do(victim, luck) {
    victim.bot().kill('SIGSTOP');
    return { over: after(luck.int(...span), victim.goOn) };
  },
});

export const HARMS: readonly Harm[] = [
  {
    name: 'SIGKILL',
    kills: true,
    takesOver: true,
    async do(victim) {
      victim.bot().kill('SIGKILL');
      await victim.bot().ended;
      return { over: Promise.resolve() };
    },
  },
  stopFor('SIGSTOP short', false, [1_000, 3_000]),
  stopFor('SIGSTOP long', true, [15_000, 30_000]),
  {
    name: 'cut off from the database',
    kills: false,
    takesOver: true,
    async do(victim, luck) {
      victim.database.cut();
      victim.goOn();
      return { over: after(luck.int(15_000, 30_000), victim.database.mend) };
    },
  },
  {
    name: 'connections to the database reset',
    kills: false,
    takesOver: false,
    async do(victim, luck) {
      victim.database.reset();
      victim.goOn();
      return { over: after(luck.int(500, 20_000), victim.database.mend) };
    },
  },
  {
    name: 'cut off from Telegram',
    kills: false,
    takesOver: false,
    async do(victim, luck) {
      victim.telegram.cut();
      victim.goOn();
      return { over: after(luck.int(3_000, 15_000), victim.telegram.mend) };
    },
  },
  {
    name: 'SIGTERM',
    kills: false,
    takesOver: true,
    async do(victim) {
      victim.bot().kill('SIGTERM');
      victim.goOn();
      return { over: endsWell(victim) };
    },
  },
  {
    name: 'engine crash',
    kills: false,
    takesOver: false,
    async do(victim, luck, engine) {
      const crash = engine.crash(luck.pick(['SIGQUIT', 'SIGKILL']));
      victim.goOn();
      await crash;
      return { over: Promise.resolve() };
    },
  },
];

async function endsWell(victim: Member): Promise<void> {
  const waitEnd = new AbortController();
  const end = await Promise.race([victim.bot().ended, pause(ENDS_WITHIN_MS, waitEnd.signal)]);
  waitEnd.abort();
  if (end?.code !== 0)
    throw new Error(`${victim.name} ended with ${end?.code ?? end?.signal ?? 'nothing'} at SIGTERM`);
}

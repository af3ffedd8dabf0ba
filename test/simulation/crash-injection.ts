import type { World } from './world.ts';

/** One run of the program, which can crash at any of its awaits. */
export interface Life {
  readonly name: string;
  readonly isDead: () => boolean;
  /** Crashes now. No await of the program ends any more. */
  die(): void;
  /** Called at each await of the program. May crash it. */
  point(when: 'before' | 'after', what: string): void;
}

/** Awaits at which the program only polls. It spends most of its time at these, and a crash there tests little. */
export const IDLE: ReadonlySet<string> = new Set([
  'sleep',
  'due',
  'dueCards',
  'nextDueAt',
  'nextCardAt',
  'sawAll',
  'nextWatchAt',
  'toPush',
  'pushing',
  'claimWatched',
  'since',
  'waiting',
  'prune',
  'keepMoment',
  'acquire',
  'renew',
]);

/**
 * @param points after how many awaits the program crashes, without idle ones if it `skipsIdle`; Infinity to crash by `die` alone
 */
export function life(
  name: string,
  points: number,
  skipsIdle: boolean,
  world: World,
  onDeath: () => void,
): Life {
  let dead = false;
  let left = points;
  const die = (): void => {
    if (dead) return;
    dead = true;
    onDeath();
  };
  return {
    name,
    isDead: () => dead,
    die,
    point(when, what) {
      if (dead || world.trouble === 0 || (skipsIdle && IDLE.has(what))) return;
      left -= 1;
      if (left > 0) return;
      world.note(`${name} dies ${when} ${what}`);
      world.faults.set('a crash', (world.faults.get('a crash') ?? 0) + 1);
      die();
    },
  };
}

/** Reading a clock is not an await. */
const SYNCHRONOUS: ReadonlySet<string> = new Set(['now', 'steady']);

const never = (): Promise<never> => new Promise(() => undefined);

/** The faults of a store. The last one comes after the commit took effect: the answer is an I/O error. */
const STORE_FAULTS = ['the disk is full', 'the database is busy', 'the disk fails after a commit'] as const;

/**
 * Returns a port whose calls may crash the program, before they take effect or after. A crashed program never gets an answer.
 */
export function withCrashes<T extends object>(
  port: T,
  of: Life,
  world: World,
  options: { readonly fails?: boolean; readonly delay?: () => Promise<void> } = {},
): T {
  return new Proxy(port, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key);
      if (typeof member !== 'function' || SYNCHRONOUS.has(String(key))) return member;
      const name = String(key);
      return async (...args: unknown[]): Promise<unknown> => {
        of.point('before', name);
        await options.delay?.();
        if (of.isDead()) return await never();
        let result: unknown;
        let failure: Error | undefined;
        if (options.fails === true) failure = storeFault(world, 'before');
        try {
          if (failure === undefined)
            result = await (member as (...given: unknown[]) => unknown).apply(target, args);
        } catch (error) {
          if (of.isDead()) return await never();
          throw error;
        }
        if (options.fails === true) failure ??= storeFault(world, 'after');
        await options.delay?.();
        if (of.isDead()) return await never();
        of.point('after', name);
        if (of.isDead()) return await never();
        if (failure !== undefined) throw failure;
        return result;
      };
    },
  });
}

function storeFault(world: World, when: 'before' | 'after'): Error | undefined {
  if (when === 'after') return world.fault(STORE_FAULTS[2], 0.002) ? new Error(STORE_FAULTS[2]) : undefined;
  for (const name of STORE_FAULTS.slice(0, 2)) if (world.fault(name, 0.002)) return new Error(name);
  return undefined;
}

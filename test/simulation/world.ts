import type { Chance } from './chance.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** Telegram, or the gateway of the merchant of this number. */
export type Party = 'telegram' | number;

/** What all parts of a run share. */
export interface World {
  readonly chance: Chance;
  readonly clock: VirtualClock;
  /** How likely faults are, as a share of their usual likelihood; 0 once they have stopped. */
  trouble: number;
  /** Whether this fault happens now; counted if it does. */
  fault(name: string, share: number): boolean;
  readonly faults: Map<string, number>;
  /** Steady times until which Telegram, or a merchant's gateway, is away. */
  readonly awayUntil: Map<Party, number>;
  isAway(who: Party): boolean;
  /** Elapsed times until which the gateway refuses an account. */
  readonly refusedUntil: Map<string, number>;
  isRefused(account: string): boolean;
  /** People whom the database has as removed from a shop. */
  removed: Set<string>;
  /** The database was restored from a copy, and no owner has said to go on. */
  held: boolean;
  /** Promises that were seen to break at the moment when they did. */
  readonly caught: string[];
  readonly trace: string[];
  note(line: string): void;
}

export function newWorld(chance: Chance, clock: VirtualClock): World {
  const faults = new Map<string, number>();
  const trace: string[] = [];
  const world: World = {
    chance,
    clock,
    trouble: 1,
    faults,
    awayUntil: new Map(),
    refusedUntil: new Map(),
    isRefused: (account) => world.trouble > 0 && clock.elapsed() < (world.refusedUntil.get(account) ?? 0),
    removed: new Set(),
    held: false,
    caught: [],
    trace,
    isAway: (who) => world.trouble > 0 && clock.elapsed() < (world.awayUntil.get(who) ?? 0),
    note(line) {
      trace.push(`${(clock.elapsed() / 1_000).toFixed(3).padStart(12)} s  ${line}`);
    },
    fault(name, share) {
      if (world.trouble === 0 || !chance.is(share * world.trouble)) return false;
      faults.set(name, (faults.get(name) ?? 0) + 1);
      world.note(`fault: ${name}`);
      return true;
    },
  };
  return world;
}

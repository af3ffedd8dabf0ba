import type { Chance } from './chance.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** What all parts of a run share. */
export interface World {
  readonly chance: Chance;
  readonly clock: VirtualClock;
  /** How likely faults are, as a share of their usual likelihood; 0 once they have stopped. */
  trouble: number;
  /** Whether this fault happens now; counted if it does. */
  fault(name: string, share: number): boolean;
  readonly faults: Map<string, number>;
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
    trace,
    note(line) {
      trace.push(`${(clock.steady() / 1_000).toFixed(3).padStart(12)} s  ${line}`);
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

import type { VelocityLimit } from '../../src/domain/velocity-limit.ts';
import type { Chance } from './chance.ts';
import type { BugHooks } from './seeded-bug.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
/** Runs last hours, so numbers are kept for hours in place of days. */
const KEEP_MS = [30 * MINUTE, 2 * HOUR, 12 * HOUR];

/** Limits of which a collection uses three quarters. */
const SHARED_LIMITS: readonly VelocityLimit[] = [
  { of: 'member', count: 4, withinMs: 10 * MINUTE },
  { of: 'merchant', count: 6, withinMs: 10 * MINUTE },
];

/** The settings of a run. They do not change during the run. */
export interface Scenario {
  readonly confirmMs: number;
  readonly watchMs: number;
  /** Backups are made and restored. Otherwise the clock is set. The age of a copy depends on the wall clock, so no run has both. */
  readonly copies: boolean;
  /** The store answers late, so that more steps overlap. */
  readonly slow: boolean;
  /** How many programs run on the one database. */
  readonly programs: number;
  readonly velocityLimits: readonly VelocityLimit[];
  /** How much more often than usual accounts are refused and changed, and the clock is set. */
  readonly refusedBy: number;
  readonly reconnectsBy: number;
  readonly clocksBy: number;
  /** How much more often than usual chats are gone. */
  readonly goneBy: number;
  /** One shop sends very many messages, which could delay the other shop. There are few other faults. */
  readonly noisy: boolean;
  /** How much more often than usual everybody of a shop is unreachable for a while. */
  readonly unreachableBy: number;
  /** Customers are erased, at an owner's request and by age after so long; undefined if none are. */
  readonly retentionMs: number | undefined;
  /** People ask many customers at once. */
  readonly collects: boolean;
  /** The program is away for a long time, now and then. No clock is set. */
  readonly absent: boolean;
  /** Some crashes are power cuts: commits that are not on the disk are lost. */
  readonly powerCuts: boolean;
  /** How many programs share the database by a lease; 0 if the database is one program's. */
  readonly sharing: number;
}

/** @param erasures like `collecting`, a source of chance of its own, so that runs in which nobody is erased are what they are without it */
export function scenarioOf(
  chance: Chance,
  side: Chance,
  erasures: Chance,
  collecting: Chance,
  power: Chance,
  given: BugHooks['given'] = {},
): Scenario {
  const confirmMs = chance.pick([30_000, 180_000]);
  const watchMs = chance.pick([10 * MINUTE, 10 * MINUTE, HOUR, HOUR, HOUR, 6 * HOUR]);
  const copies = (chance.is(0.3) || given.copies === true) && given.clocks !== true;
  const slow = chance.is(0.3) || given.slow === true;
  const programs = chance.is(0.1) ? 2 : (given.programs ?? 1);
  const limited = chance.is(0.4) || given.limited === true;
  const goneBy = chance.is(0.2) || given.gone === true ? 10 : 1;
  const noisy = side.is(0.02) || given.noisy === true;
  const collects = (collecting.is(0.25) || given.collects === true) && !noisy;
  const absent = collects && (collecting.is(0.3) || given.absent === true);
  const alone: Scenario = {
    confirmMs,
    watchMs,
    copies,
    slow,
    programs,
    // The program's default.
    velocityLimits: limited
      ? [{ of: 'phone', count: 3, withinMs: 10 * MINUTE }, ...(collects ? SHARED_LIMITS : [])]
      : [],
    goneBy,
    noisy,
    powerCuts: (power.is(0.15) || given.powerCuts === true) && !noisy,
    collects,
    absent,
    retentionMs: erasures.is(0.3) || given.erases === true ? erasures.pick(KEEP_MS) : undefined,
    unreachableBy: given.unreachable === true ? 10 : 1,
    refusedBy: given.refused === true ? 10 : 1,
    reconnectsBy: given.reconnects === true ? 10 : 1,
    clocksBy: absent ? 0 : given.clocks === true ? 10 : 1,
    sharing: 0,
  };
  const { sharing = 0 } = given;
  return sharing === 0 ? alone : { ...alone, ...shared(alone, sharing) };
}

/**
 * A database that several programs share is never put back and loses no power here, and the clocks of the programs are set one by one (`takeovers.ts`).
 * Leases take most of the time of a run, so watches are short. Nobody is unreachable for long: what waits for them comes out of order.
 */
const shared = ({ watchMs }: Pick<Scenario, 'watchMs'>, sharing: number): Partial<Scenario> => ({
  sharing,
  programs: sharing,
  watchMs: Math.min(watchMs, HOUR),
  copies: false,
  powerCuts: false,
  noisy: false,
  absent: false,
  clocksBy: 0,
  unreachableBy: 0,
});

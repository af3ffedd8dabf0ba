import { chance } from './chance.ts';

/** A morning in Nairobi. */
const MORNING = Date.parse('2026-11-24T06:00:00Z');

/** Moments shortly before a day ends or a clock is set: a charge is asked for before, and paid or refunded after it. */
const LATE = [
  // Half an hour before midnight in Nairobi: of a day, and of a year.
  '2026-11-24T20:30:00Z',
  '2026-12-31T20:30:00Z',
  // Before London's clock is set forward and back, both times after its midnight.
  '2026-03-28T23:40:00Z',
  '2026-10-24T23:40:00Z',
  // Before the clocks of New York and Cairo are set, the latter at midnight.
  '2026-11-01T05:15:00Z',
  '2026-04-23T21:20:00Z',
].map((text) => Date.parse(text));

/** Returns when a run begins. It has a source of chance of its own, so that the rest of the run depends on the seed alone. */
export function startOf(seed: number): number {
  const { is, pick } = chance(STARTS + seed);
  return is(0.5) ? MORNING : pick(LATE);
}

/** Added to a seed, so that no other source of chance has it. */
const STARTS = 5_000_000_000;

import { describe, expect, test } from 'vitest';
import { PROPERTIES } from './properties.ts';
import type { Property } from './property.ts';

/** Every run has the same cases, so that a failure is caused by the change. `npm run fuzz` tries new cases each time. */
const SEED = 20_261_124;
/** Whether a property takes seconds here. One whose long run is limited to so many cases runs a whole bot in each case. */
const isLong = ({ most }: Property): boolean => most <= 10_000;

const attempt = async (property: Property, tried: number) => {
  const { cases, failure } = await property.try(tried, SEED);
  return { cases, failure };
};
/** The first ones of all cases, as the seed is the same. Of few cases all are tried: the share of each side would be too uncertain. */
const firstOf = ({ cases }: Property): number => Math.min(cases, Math.max(300, Math.ceil(cases / 3)));
const named = (properties: readonly Property[]) =>
  properties.map((property) => [property.name, property] as const);

describe('in every generated case', () => {
  test.each(named(PROPERTIES.filter((property) => !isLong(property))))('%s', async (_name, property) => {
    const cases = firstOf(property);
    expect(await attempt(property, cases)).toEqual({ cases, failure: undefined });
  });

  test.each(named(PROPERTIES))(
    '%s, with all cases',
    { tags: 'slow', timeout: 600_000 },
    async (_name, property) => {
      const { cases } = property;
      expect(await attempt(property, cases)).toEqual({ cases, failure: undefined });
    },
  );
});

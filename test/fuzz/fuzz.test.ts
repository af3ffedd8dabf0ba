import { describe, expect, test } from 'vitest';
import { PROPERTIES } from './properties.ts';
import type { Property } from './property.ts';

/** The same cases at every run, so that a red one is the change's. `npm run fuzz` tries new ones each time. */
const SEED = 20_261_124;
/** A property whose long run is cut at so many cases drives a whole bot in each case, which takes seconds here too. */
const isLong = ({ most }: Property): boolean => most <= 10_000;

const attempt = async (property: Property) => {
  const { cases, failure } = await property.try(property.cases, SEED);
  return { cases, failure };
};
const named = (properties: readonly Property[]) =>
  properties.map((property) => [property.name, property] as const);

describe('in every generated case', () => {
  test.each(named(PROPERTIES.filter((property) => !isLong(property))))('%s', async (_name, property) => {
    expect(await attempt(property)).toEqual({ cases: property.cases, failure: undefined });
  });

  test.each(named(PROPERTIES.filter(isLong)))(
    '%s',
    { tags: 'slow', timeout: 600_000 },
    async (_name, property) => {
      expect(await attempt(property)).toEqual({ cases: property.cases, failure: undefined });
    },
  );
});

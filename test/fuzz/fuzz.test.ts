import { describe, expect, test } from 'vitest';
import { PROPERTIES } from './properties.ts';
import type { Property } from './property.ts';

/** Every run has the same cases, so that a failure is caused by the change. `npm run fuzz` tries new cases each time. */
const SEED = 20_261_124;
/** Whether a property takes seconds here. One whose long run is limited to so many cases runs a whole bot in each case. */
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

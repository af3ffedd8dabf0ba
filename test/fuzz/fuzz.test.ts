import { describe, expect, test } from 'vitest';
import { PROPERTIES } from './properties.ts';

/** The same cases at every `npm test`, so that a red one is the change's; `npm run fuzz` looks further each time. */
const SEED = 20_261_124;

describe('of any case', () => {
  test.each(PROPERTIES.map((property) => [property.name, property] as const))(
    '%s',
    async (_name, property) => {
      const { cases, failure } = await property.try(property.cases, SEED);
      expect(failure).toBeUndefined();
      expect(cases).toBe(property.cases);
    },
  );
});

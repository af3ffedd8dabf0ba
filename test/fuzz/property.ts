import fc from 'fast-check';

/** Records that a case was on a side of the property. Every side must be reached. */
export type Saw<Side extends string> = (side: Side) => void;

export interface Claim<T, Side extends string, C> {
  /** The claim as a sentence. */
  readonly name: string;
  /** How many cases the tests try. `npm test` tries a third of them if they are many. */
  readonly cases: number;
  /** The most cases of a long run. Only for claims whose cases take milliseconds. */
  readonly most?: number;
  /** The least share of the cases on each side. If every case is refused, nothing is shown about accepted ones. */
  readonly sides?: Readonly<Record<Side, number>>;
  readonly given: fc.Arbitrary<T>;
  /** Opens what all cases share, such as a server. Only a claim with `open` may be asynchronous. */
  readonly open?: () => Promise<{ readonly context: C; close(): Promise<void> | void }>;
  /** Throws if the claim does not hold for this case. */
  holds(given: T, saw: Saw<Side>, context: C): void | Promise<void>;
}

export interface Ran {
  readonly cases: number;
  /** Undefined if the claim held. Otherwise the shrunk counterexample and the command that repeats it. */
  readonly failure: string | undefined;
}

/** A claim with the function that tries it on generated cases. */
export interface Property {
  readonly name: string;
  readonly cases: number;
  readonly most: number;
  try(cases: number, seed: number, path?: string): Promise<Ran>;
}

export function property<T, Side extends string = never, C = undefined>(claim: Claim<T, Side, C>): Property {
  const { name, cases, most = Number.POSITIVE_INFINITY, sides, given, open, holds } = claim;
  return {
    name,
    cases,
    most,
    async try(numRuns, seed, path) {
      const seen = new Map<string, number>();
      const saw: Saw<Side> = (side) => void seen.set(side, (seen.get(side) ?? 0) + 1);
      const parameters = path === undefined ? { numRuns, seed } : { numRuns, seed, path };
      const shared = await open?.();
      try {
        const details =
          shared === undefined
            ? fc.check(
                // Without `open` a claim is synchronous and its context is undefined.
                fc.property(given, (value) => void holds(value, saw, undefined as C)),
                parameters,
              )
            : await fc.check(
                fc.asyncProperty(given, async (value) => await holds(value, saw, shared.context)),
                parameters,
              );
        const failure = details.failed
          ? failureOf(name, details)
          : path === undefined
            ? oneSided(sides, seen, details.numRuns)
            : undefined;
        return { cases: details.numRuns, failure };
      } finally {
        await shared?.close();
      }
    },
  };
}

function failureOf<T>(name: string, details: fc.RunDetails<[T]>): string {
  const { seed, counterexamplePath, counterexample, numRuns, numShrinks, errorInstance } = details;
  const why = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  return [
    `after ${numRuns} cases and ${numShrinks} shrinks: ${why}`,
    `counterexample: ${fc.stringify(counterexample)}`,
    `again: npm run fuzz -- --only '${name}' --seed ${seed} --path '${counterexamplePath ?? ''}'`,
  ].join('\n');
}

function oneSided(
  sides: Readonly<Record<string, number>> = {},
  seen: ReadonlyMap<string, number>,
  cases: number,
): string | undefined {
  const missed = Object.entries(sides).filter(([side, share]) => (seen.get(side) ?? 0) < share * cases);
  return missed.length === 0
    ? undefined
    : missed.map(([side]) => `only ${seen.get(side) ?? 0} of ${cases} cases were “${side}”`).join('; ');
}

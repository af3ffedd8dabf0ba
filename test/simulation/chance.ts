import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** The one source of chance of a run: the same seed gives the same run. */
export interface Chance {
  /** A number in [0, 1). */
  random(): number;
  /** A whole number from `least` to `most`. */
  int(least: number, most: number): number;
  /** True in this share of cases. */
  is(share: number): boolean;
  pick<T>(from: readonly T[]): T;
}

export function chance(seed: number): Chance {
  const generator = xoroshiro128plus(seed);
  const int = (least: number, most: number): number => uniformInt(generator, least, most);
  const random = (): number => int(0, 0x7fff_fffe) / 0x7fff_ffff;
  return {
    random,
    int,
    is: (share) => random() < share,
    pick(from) {
      const picked = from[int(0, from.length - 1)];
      if (picked === undefined) throw new Error('there is nothing to pick from');
      return picked;
    },
  };
}

/** How many numbers of a source are left out. The first ones of neighbouring seeds are alike. */
const ALIKE = 100;

/** A source whose first numbers, too, differ from seed to seed: for what is decided once in a run. */
export function mixedChance(seed: number): Chance {
  const mixed = chance(seed);
  for (let n = 0; n < ALIKE; n += 1) mixed.random();
  return mixed;
}

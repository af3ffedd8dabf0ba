import type { PlantedFault } from './plant.ts';
import { BETWEEN_SHOPS } from './plants/between-shops.ts';
import { NOISE } from './plants/noise.ts';
import { PUSHES } from './plants/pushes.ts';
import { TIME_AND_ACCOUNTS } from './plants/time-and-accounts.ts';
import { TELLING } from './plants/telling.ts';

/** Faults to plant, each of which breaks one promise: the simulation must find every one of them. */
export const PLANTS: Readonly<Record<string, PlantedFault>> = {
  ...PUSHES,
  ...TELLING,
  ...BETWEEN_SHOPS,
  ...TIME_AND_ACCOUNTS,
  ...NOISE,
};

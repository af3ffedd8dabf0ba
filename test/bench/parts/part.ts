import type { Findings } from '../figures/row.ts';

/** How the bench was called. */
export interface Settings {
  /** Everything short: for its output alone. */
  readonly isQuick: boolean;
  /** How often floor and bot are measured in turn. */
  readonly rounds: number;
  readonly random: () => number;
  /** Tells a person what is going on. */
  readonly say: (line: string) => void;
}

/** A part of the bench that can be run alone. */
export interface Part {
  readonly name: string;
  /** What it measures, as a heading. */
  readonly title: string;
  /** `quick`: in every run. `usual`: not with `--quick`. `long`: only when it is named. */
  readonly when: 'quick' | 'usual' | 'long';
  run(settings: Settings): Promise<Findings>;
}

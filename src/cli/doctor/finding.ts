import { textTable } from '../text-table.ts';

/** What a check has found. `warning`: the bot works, and somebody should look. `failed`: it does not work, or not for long. */
export interface Finding {
  readonly about: 'settings' | 'database' | 'disk' | 'clock' | 'gateway' | 'Telegram' | 'bot';
  readonly result: 'ok' | 'warning' | 'failed';
  readonly what: string;
  /** What to do. */
  readonly remedy?: string;
}

const SIGNS = { ok: 'ok', warning: 'LOOK', failed: 'WRONG' } as const;

/** Shows findings, one a line, with the remedy below those that have one. */
export function shown(findings: readonly Finding[]): string {
  const rows = findings.flatMap(({ about, result, what, remedy }) => {
    const [first = '', ...more] = what.split('\n');
    const below = [...more, ...(remedy === undefined ? [] : [`→ ${remedy}`])];
    return [[SIGNS[result], about, first], ...below.map((line) => ['', '', line])];
  });
  return textTable(rows);
}

/** Returns the exit code: 0 if all is well, 1 if something is wrong, 2 if somebody should only look. */
export function exitCodeOf(findings: readonly Finding[]): 0 | 1 | 2 {
  if (findings.some(({ result }) => result === 'failed')) return 1;
  return findings.some(({ result }) => result === 'warning') ? 2 : 0;
}

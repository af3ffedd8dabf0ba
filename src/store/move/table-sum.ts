import { createHash } from 'node:crypto';
import { toPostgres } from '../portable-value.ts';
import type { Row } from './sides.ts';

/** What a table holds, in short. Two tables with the same rows have the same sum, in whatever order they are read. */
export interface TableSum {
  readonly rows: number;
  /** Hexadecimal digits. */
  readonly checksum: string;
}

const BITS = 128n;

/** Sums up rows: the hashes of all rows are added, so that their order does not count. */
export function tableSum() {
  let rows = 0;
  let sum = 0n;
  return {
    add(all: readonly Row[]): void {
      rows += all.length;
      for (const row of all) sum = BigInt.asUintN(Number(BITS), sum + hashOf(row));
    },
    sum: (): TableSum => ({ rows, checksum: sum.toString(16).padStart(Number(BITS / 4n), '0') }),
  };
}

/** Values count as PostgreSQL holds them, which has no U+0000 and no fractions where SQLite may have them. */
function hashOf(row: Row): bigint {
  const text = JSON.stringify(row.map(toPostgres));
  return BigInt(
    `0x${createHash('sha256')
      .update(text)
      .digest('hex')
      .slice(0, Number(BITS / 4n))}`,
  );
}

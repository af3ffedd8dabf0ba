import type { CustomTypesConfig } from 'pg';

/** Types by their object ids (https://github.com/postgres/postgres/blob/master/src/include/catalog/pg_type.dat). */
const BOOLEAN = 16;
/** int8, int2, int4, float4, float8, numeric. Sums of whole shillings are numeric, and exact up to 2^53. */
const NUMBERS: ReadonlySet<number> = new Set([20, 21, 23, 700, 701, 1700]);

const asNumber = (value: string): number => Number(value);
const asFlag = (value: string): number => (value === 't' ? 1 : 0);
const asText = (value: string): string => value;

/** Reads values as SQLite gives them, which the queries expect: numbers, 0 and 1 for booleans, JSON as text. */
export const sqliteValues: CustomTypesConfig = {
  getTypeParser: (id: number) => (id === BOOLEAN ? asFlag : NUMBERS.has(id) ? asNumber : asText),
};

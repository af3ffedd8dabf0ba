import { sql, type SQL, type SQLWrapper } from 'drizzle-orm';

/** A value in SQL: an expression, a column, or a number. */
type Value = SQLWrapper | number;

/** The greater of two values that are not null. Databases have different functions for this, and all know CASE. */
export const greaterOf = (a: Value, b: Value): SQL => sql`CASE WHEN ${a} > ${b} THEN ${a} ELSE ${b} END`;

/** The lesser of two values that are not null. */
export const lesserOf = (a: Value, b: Value): SQL => sql`CASE WHEN ${a} < ${b} THEN ${a} ELSE ${b} END`;

/**
 * Returns a value that PostgreSQL can hold. Its text has no U+0000: an update or a gateway's answer that has one must not fail for ever. A
 * `bigint` has no fraction, which a computed time may have.
 */
export function toPostgres(value: unknown): unknown {
  if (typeof value === 'number') return Math.ceil(value);
  return typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '\u{fffd}') : value;
}

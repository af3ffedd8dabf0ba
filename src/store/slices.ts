import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * How many rows a slice of a long read goes through. A statement stops everybody while it runs; this many rows take about two
 * milliseconds.
 */
export const SLICE_ROWS = 1_500;

/** Lets everything else run that waits, between two slices of a long read. */
export const letOthersRun = (): Promise<void> => nextTurn();

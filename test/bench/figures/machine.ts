import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { percentile } from './percentile.ts';

const SYNCS = 200;
/** SQLite's page, as a commit writes at least one. */
const PAGE = Buffer.alloc(4_096);

/** How long the disk under the bench's databases takes to make a page durable, in milliseconds. */
export function syncTimes(): { readonly p50Ms: number; readonly p95Ms: number } {
  const folder = mkdtempSync(join(tmpdir(), 'tillbot-bench-sync-'));
  const file = openSync(join(folder, 'page'), 'w');
  const times: number[] = [];
  try {
    for (let n = 0; n < SYNCS; n += 1) {
      writeSync(file, PAGE);
      const begun = performance.now();
      fdatasyncSync(file);
      times.push(performance.now() - begun);
    }
  } finally {
    closeSync(file);
    rmSync(folder, { recursive: true });
  }
  return { p50Ms: percentile(times, 0.5), p95Ms: percentile(times, 0.95) };
}

/** Describes the machine, without its name. */
export function machine(): string {
  const { p50Ms, p95Ms } = syncTimes();
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const load = loadavg()
    .map((value) => value.toFixed(1))
    .join(', ');
  return (
    `${availableParallelism()} cores (${model}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}; ` +
    `fdatasync of 4 KiB p50 ${p50Ms.toFixed(2)} ms, p95 ${p95Ms.toFixed(2)} ms; load average ${load}`
  );
}

// Run by large-export.test.ts in a process of its own: exports every charge of a database, and prints what that took.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { makeExport } from '../../src/reports/exports.ts';
import { fileFolder } from '../../src/reports/file-folder.ts';
import { merchantDays } from '../../src/reports/merchant-days.ts';
import { openStore } from '../../src/store/store.ts';

const [path = '', format = 'xlsx'] = process.argv.slice(2);
const DAY_MS = 86_400_000;
const FROM = Date.parse('2026-11-01T00:00:00+03:00');
const MIB = 2 ** 20;

const store = openStore(path);
const base = process.memoryUsage.rss();
let peak = base;
const watching = setInterval(() => void (peak = Math.max(peak, process.memoryUsage.rss())), 20);
const delays = monitorEventLoopDelay({ resolution: 1 });

delays.enable();
const preview = performance.now();
await store.closings.preview({ merchantId: 1, shiftOf: null });
const previewMs = performance.now() - preview;
const begun = performance.now();
const cpu = process.cpuUsage();
const made = await makeExport(
  { store, days: merchantDays('Africa/Nairobi'), folder: fileFolder(join(path, '..', 'files')) },
  {
    kind: 'export',
    format: format === 'csv' ? 'csv' : 'xlsx',
    merchantId: 1,
    userId: 7,
    span: { from: FROM, to: FROM + 30 * DAY_MS },
    isMasked: false,
    language: 'en',
  },
  () => undefined,
);
const ms = performance.now() - begun;
const { user, system } = process.cpuUsage(cpu);
delays.disable();
clearInterval(watching);
const megabytes = (bytes: number): number => Math.round(bytes / MIB);
process.stdout.write(
  `${JSON.stringify({
    format,
    ms: Math.round(ms),
    cpuMs: Math.round((user + system) / 1_000),
    previewMs: Math.round(previewMs),
    baseMib: megabytes(base),
    peakMib: megabytes(peak),
    p99Ms: Math.round(delays.percentile(99) / 1e6),
    longestMs: Math.round(delays.max / 1e6),
    fileMib: megabytes(statSync(String(made.source)).size),
    path: String(made.source),
  })}\n`,
);
store.close();

import type { RecordedLog } from './log.ts';

/** Asks the HTTP server of a bot that was started with port 0. */
export async function askMonitor(log: RecordedLog, path: string, init: RequestInit = {}): Promise<Response> {
  const started = log.lines.findLast(({ message }) => message === 'the HTTP server is up');
  if (started === undefined || !('port' in started.context)) throw new Error('there is no HTTP server');
  return await fetch(`http://127.0.0.1:${String(started.context.port)}${path}`, init);
}

/** One series of /metrics. */
export interface Series {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Reads Prometheus' text format. */
export function seriesIn(text: string): readonly Series[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name = '', labels = '', value = ''] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
      const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key = '', text = '']) => [
        key,
        text,
      ]);
      return { name, labels: Object.fromEntries(pairs) as Series['labels'], value: Number(value) };
    });
}

/** Adds up the series of a name that have these labels. */
export const sumOf = (
  series: readonly Series[],
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number =>
  series
    .filter(
      (one) => one.name === name && Object.entries(labels).every(([key, text]) => one.labels[key] === text),
    )
    .reduce((sum, { value }) => sum + value, 0);

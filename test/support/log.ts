import { inspect } from 'node:util';
import type { Log } from '../../src/runtime/log.ts';

export interface RecordedLog extends Log {
  readonly lines: { readonly level: string; readonly context: object; readonly message: string }[];
  /** Returns the whole log as text, with the stacks of errors. */
  text(): string;
}

/** A log that a test can read. */
export function recordedLog(): RecordedLog {
  const lines: RecordedLog['lines'] = [];
  const at = (level: string) => (context: object, message: string) =>
    void lines.push({ level, context, message });
  const text = () => lines.map((line) => inspect(line, { depth: 6 })).join('\n');
  return { lines, text, info: at('info'), warn: at('warn'), error: at('error') };
}

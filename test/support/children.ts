import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:os';

const children = new Set<ChildProcess>();
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const killAll = (): void => {
  for (const child of children) child.kill('SIGKILL');
};

/** Ends as the signal would have, but by way of `exit`, where children are ended and folders removed. */
const endBy = (signal: NodeJS.Signals): never => process.exit(128 + constants.signals[signal]);

/** Sees to it that a child does not outlive this process, however that ends (but for a SIGKILL). */
export function endsWithUs(child: ChildProcess): void {
  if (children.size === 0) {
    process.on('exit', killAll);
    for (const signal of SIGNALS) process.on(signal, endBy);
  }
  children.add(child);
  child.once('exit', () => {
    children.delete(child);
    if (children.size > 0) return;
    process.removeListener('exit', killAll);
    for (const signal of SIGNALS) process.removeListener(signal, endBy);
  });
}

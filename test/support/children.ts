import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:os';

const children = new Set<ChildProcess>();
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const killAll = (): void => {
  for (const child of children) child.kill('SIGKILL');
};

/** Ends with the signal's exit code, but through `exit`, whose listeners kill children and remove folders. */
const endBy = (signal: NodeJS.Signals): never => process.exit(128 + constants.signals[signal]);

/** Kills a child when this process ends, however that happens (except by SIGKILL). */
export function killAtExit(child: ChildProcess): void {
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

import type Database from 'better-sqlite3';
import type { Disk } from '../../src/store/engines/sqlite/group-commit.ts';
import type { VirtualClock } from '../simulation/virtual-clock.ts';

/** How long the disk takes. */
const SYNC_MS = 5;
const CHANGE = /^\s*(?:insert|update|delete|begin immediate|commit)/i;

/** A machine whose power is cut at a statement. */
export interface Power {
  /** What the engine gets instead of the database. */
  readonly client: Database.Database;
  readonly disk: Disk;
  isCut(): boolean;
  /** The database as the next program finds it: without the commits that were not on the disk, or with them. */
  found(isLost: boolean): Buffer;
  /** Returns a port of the program. Once the power is cut, none of its calls begins or ends. */
  powered<Port extends object>(port: Port): Port;
}

const never = (): Promise<never> => new Promise(() => undefined);

/**
 * Returns a machine on a database in memory, whose power is cut before its `n`th statement that changes something. BEGIN and COMMIT count.
 */
export function power(sqlite: Database.Database, n: number, clock: VirtualClock): Power {
  let committed = sqlite.serialize();
  let onDisk = committed;
  let count = 0;
  let isCut = false;
  const run = <Result>(source: string, statement: () => Result): Result => {
    if (CHANGE.test(source)) count += 1;
    if (count >= n) isCut = true;
    if (isCut) throw new Error('the power is cut');
    const result = statement();
    if (/^commit/i.test(source)) committed = sqlite.serialize();
    return result;
  };
  const watched = (prepared: Database.Statement): Database.Statement =>
    new Proxy(prepared, {
      get(target, key) {
        const member: unknown = Reflect.get(target, key);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]) => {
          const call = (): unknown => (member as (...given: unknown[]) => unknown).apply(target, args);
          if (key === 'run' || key === 'get' || key === 'all') return run(target.source, call);
          const result = call();
          return result === target ? watched(target) : result;
        };
      },
    });
  return {
    client: new Proxy(sqlite, {
      get(target, key) {
        if (key === 'prepare') return (source: string) => watched(target.prepare(source));
        const member: unknown = Reflect.get(target, key);
        return typeof member === 'function' ? (member as () => unknown).bind(target) : member;
      },
    }),
    disk: {
      async sync() {
        const asked = committed;
        await clock.sleep(SYNC_MS);
        if (!isCut) onDisk = asked;
      },
    },
    isCut: () => isCut,
    found: (isLost) => (isLost ? onDisk : committed),
    powered: (port) =>
      new Proxy(port, {
        get(target, key) {
          const member: unknown = Reflect.get(target, key);
          if (typeof member !== 'function') return member;
          return async (...args: unknown[]): Promise<unknown> => {
            if (isCut) return await never();
            try {
              const result: unknown = await (member as (...given: unknown[]) => unknown).apply(target, args);
              return isCut ? await never() : result;
            } catch (error) {
              if (isCut) return await never();
              throw error;
            }
          };
        },
      }),
  };
}

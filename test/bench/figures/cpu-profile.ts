/** A profile as `node --cpu-prof` writes it. Spans are in microseconds. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    /** Its line counts from 0. */
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
    readonly children?: readonly number[];
  }[];
  readonly startTime: number;
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** Who used processor time, and how much, in milliseconds. The most comes first. */
export type Shares = readonly (readonly [who: string, ms: number])[];

export interface Profiled {
  /** By package, own folder, or part of the runtime. */
  readonly owners: Shares;
  readonly functions: Shares;
}

type Node = CpuProfile['nodes'][number];

/**
 * Files in which SQLite's own work shows up: V8 gives the time of a native function to the file that calls it. A commit waits for the disk there.
 */
const SQLITE: readonly (readonly [file: RegExp, who: string])[] = [
  [/\/better-sqlite3\/lib\/methods\/wrappers\.js$/, 'SQLite: prepare'],
  [/\/drizzle-orm\/better-sqlite3\/session\.js$/, 'SQLite: run'],
  [/\/src\/store\/engines\/sqlite\/engine\.ts$/, 'SQLite: begin and commit'],
];
const WAITS = new Set(['(idle)', '(root)']);

/**
 * Returns whose code ran in a span of a profile. A function of the runtime that has no file, such as `JSON.parse`, belongs to its caller.
 * SQLite's work is listed apart.
 *
 * @param fromMs the span, from the start of the profile
 */
export function profiled(profile: CpuProfile, fromMs: number, toMs: number): Profiled {
  const byId = new Map(profile.nodes.map((node) => [node.id, node]));
  const parents = new Map<number, Node>();
  for (const node of profile.nodes) for (const child of node.children ?? []) parents.set(child, node);
  const owners = new Map<string, number>();
  const functions = new Map<string, number>();
  const add = (to: Map<string, number>, who: string, ms: number): void =>
    void to.set(who, (to.get(who) ?? 0) + ms);
  let atMs = 0;
  for (const [n, id] of profile.samples.entries()) {
    atMs += (profile.timeDeltas[n] ?? 0) / 1_000;
    const node = byId.get(id);
    if (node === undefined || atMs < fromMs || atMs >= toMs || WAITS.has(node.callFrame.functionName))
      continue;
    // A sample stands for the time until the next one.
    const ms = (profile.timeDeltas[n + 1] ?? 0) / 1_000;
    const owner = ownerOf(node, parents);
    add(owners, owner, ms);
    add(functions, nameOf(node, owner), ms);
  }
  return { owners: sorted(owners), functions: sorted(functions) };
}

/** Names a function with its file and line. */
function nameOf({ callFrame: { functionName, url, lineNumber } }: Node, owner: string): string {
  const file = url.startsWith('node:') ? url : url.split('/').slice(-2).join('/');
  const where = file === '' ? '' : `, ${file}:${lineNumber + 1}`;
  return `${functionName || '(anonymous)'} (${owner}${where})`;
}

/**
 * Adds up what the threads of a program used. What was not in the main thread is named so.
 *
 * @param fromMs the span, from the start of the main thread's profile
 */
export function profiledTogether(
  threads: readonly { readonly profile: CpuProfile; readonly isMain: boolean }[],
  fromMs: number,
  toMs: number,
): Profiled {
  const main = threads.find(({ isMain }) => isMain);
  const [owners, functions] = [new Map<string, number>(), new Map<string, number>()];
  for (const { profile, isMain } of threads) {
    const offsetMs = (profile.startTime - (main ?? { profile }).profile.startTime) / 1_000;
    const part = profiled(profile, fromMs - offsetMs, toMs - offsetMs);
    for (const [sums, shares] of [
      [owners, part.owners],
      [functions, part.functions],
    ] as const)
      for (const [who, ms] of shares) {
        const name = isMain ? who : `in a worker: ${who}`;
        sums.set(name, (sums.get(name) ?? 0) + ms);
      }
  }
  return { owners: sorted(owners), functions: sorted(functions) };
}

const sorted = (all: ReadonlyMap<string, number>): Shares => [...all].toSorted(([, a], [, b]) => b - a);

function ownerOf(node: Node, parents: ReadonlyMap<number, Node>): string {
  const { functionName: name, url } = node.callFrame;
  if (name === '(garbage collector)') return 'garbage collector';
  if (name === '(program)') return 'V8 and the system';
  if (url !== '') return ownerOfFile(url);
  const parent = parents.get(node.id);
  return parent === undefined ? 'V8 and the system' : ownerOf(parent, parents);
}

/** Returns the package, the folder of `src/` or the part of Node that a file belongs to. */
export function ownerOfFile(url: string): string {
  const [, sqlite] = SQLITE.find(([file]) => file.test(url)) ?? [];
  if (sqlite !== undefined) return sqlite;
  const [, packageName] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url) ?? [];
  if (packageName !== undefined) return packageName;
  if (url.startsWith('node:'))
    return /^node:(?:_http|net|internal\/(?:http|net|stream)|_stream|stream)/.test(url)
      ? 'Node: HTTP and sockets'
      : 'Node: other';
  const [, folder] = /\/src\/([^/]+)(?:\/|$)/.exec(url) ?? [];
  if (folder !== undefined) return folder.includes('.') ? 'src' : `src/${folder}`;
  return 'the bench';
}

/**
 * Draws which folder of src/ imports which, from what dependency-cruiser finds in the code, into src/README.md.
 * `npm run docs:diagram` writes it; test/docs.test.ts fails while it is not fresh.
 */
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

interface Cruised {
  readonly modules: readonly {
    readonly source: string;
    readonly dependencies: readonly { readonly resolved: string }[];
  }[];
}

/** The folders that each folder imports. */
type Graph = ReadonlyMap<string, ReadonlySet<string>>;

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const MAP = new URL('../src/README.md', import.meta.url);
const DRAWN = /(?<=<!-- diagram: npm run docs:diagram -->\n)[\s\S]*(?=<!-- end of diagram -->)/;

/** Returns src/README.md with the diagram of the code as it is now. */
export async function freshMap(): Promise<string> {
  const depcruise = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [depcruise, 'src', '--output-type', 'json'],
    {
      cwd: ROOT,
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  const diagram = mermaid(foldersOf(JSON.parse(stdout) as Cruised));
  const map = readFileSync(MAP, 'utf8');
  if (!DRAWN.test(map)) throw new Error('src/README.md has no place for the diagram');
  return map.replace(DRAWN, `\n${diagram}\n`);
}

/** `main.ts`, or a folder of src/ by its name. */
const folderOf = (path: string): string | undefined => /^src\/([\w-]+(?:\.ts)?)/.exec(path)?.[1];

function foldersOf({ modules }: Cruised): Graph {
  const graph = new Map<string, Set<string>>();
  for (const { source, dependencies } of modules) {
    const from = folderOf(source);
    if (from === undefined) continue;
    const imported = graph.get(from) ?? new Set();
    graph.set(from, imported);
    for (const { resolved } of dependencies) {
      const to = folderOf(resolved);
      if (to !== undefined && to !== from) imported.add(to);
    }
  }
  return graph;
}

/** An arrow that others imply (a imports b, b imports c, a imports c) is left out: with it, the diagram cannot be read. */
function mermaid(graph: Graph): string {
  const reaches = (from: string, to: string): boolean =>
    [...(graph.get(from) ?? [])].some((next) => next === to || reaches(next, to));
  const arrows: string[] = [];
  for (const [from, imported] of [...graph].toSorted(([a], [b]) => a.localeCompare(b))) {
    for (const to of [...imported].toSorted()) {
      const isImplied = [...imported].some((other) => other !== to && reaches(other, to));
      if (!isImplied) arrows.push(`  ${from} --> ${to}`);
    }
  }
  return ['```mermaid', 'graph TD', ...arrows, '```', ''].join('\n');
}

if (import.meta.main) writeFileSync(MAP, await freshMap());

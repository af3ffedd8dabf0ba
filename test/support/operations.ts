/** What looks at a text or looks something up, in whatever way. */
const LOOKING: readonly (readonly [owner: object, names: readonly (string | symbol)[]])[] = [
  [
    String.prototype,
    ['charCodeAt', 'codePointAt', 'startsWith', 'endsWith', 'includes', 'indexOf', 'replace', 'replaceAll'],
  ],
  [String.prototype, ['split', 'search', 'match', 'matchAll', 'slice']],
  [RegExp.prototype, ['exec', 'test', Symbol.search, Symbol.match, Symbol.matchAll, Symbol.replace]],
  [Map.prototype, ['get', 'has', 'set']],
  [Set.prototype, ['has', 'add']],
];

type Method = (this: unknown, ...args: unknown[]) => unknown;

/** How often a piece of work looks at something: unlike its time, the same at each run, on any machine. */
export function operationsOf(work: () => void): number {
  let count = 0;
  const former: (() => void)[] = [];
  for (const [owner, names] of LOOKING) {
    for (const name of names) {
      const property = Object.getOwnPropertyDescriptor(owner, name);
      if (property === undefined) continue;
      const method = property.value as Method;
      former.push(() => Object.defineProperty(owner, name, property));
      Object.defineProperty(owner, name, {
        ...property,
        value(this: unknown, ...args: unknown[]) {
          count += 1;
          return method.apply(this, args);
        },
      });
    }
  }
  try {
    work();
  } finally {
    for (const restore of former) restore();
  }
  return count;
}

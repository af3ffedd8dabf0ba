/** Finds any of many literals in a text, in one pass. */
export interface LiteralMatcher {
  /** Adds a literal, in time that depends on its length alone. */
  add(literal: string): void;
  /** Returns where literals stand in a text, from the left: the longest one at each position. Matches may overlap. */
  find(text: string): readonly { readonly from: number; readonly to: number }[];
}

/** A node of the tree: how the literals that share a beginning continue, by UTF-16 code unit. */
interface Branch {
  /** Whether the beginning is itself a literal. */
  isWhole: boolean;
  /** A literal that shares this unit with no other is stored whole, so that most nodes are never made. */
  readonly next: Map<number, Branch | string>;
}

/** How many of a literal's first units the sieve covers. */
const SIFTED = 3;
/** With 2,000 literals, one of 16 positions in a text passes the sieve without a match. */
const SIEVE_SIZE = 2 ** 15;
const hash = (first: number, second: number, third: number): number =>
  ((first * 31 + second) * 31 + third) & (SIEVE_SIZE - 1);

const newBranch = (): Branch => ({ isWhole: false, next: new Map() });

/**
 * A prefix tree behind a sieve, which is a Bloom filter of the literals' first units. Most positions in a text do not pass the
 * sieve, so the cost hardly grows with the number of literals. A text costs at most its length times the length of the longest
 * literal. (An Aho-Corasick automaton reads each character once, but must be built anew for each literal that is added.)
 */
export function literalMatcher(...literals: readonly string[]): LiteralMatcher {
  const root = newBranch();
  const sieve = new Uint8Array(SIEVE_SIZE);
  /** If a literal is shorter than the sieve covers, every position is looked at. */
  let shortest: number = SIFTED;

  const add = (literal: string): void => {
    if (literal === '') return;
    shortest = Math.min(shortest, literal.length);
    if (literal.length >= SIFTED)
      sieve[hash(literal.charCodeAt(0), literal.charCodeAt(1), literal.charCodeAt(2))] = 1;
    let branch = root;
    for (let depth = 0; depth < literal.length; depth += 1) {
      const unit = literal.charCodeAt(depth);
      const next = branch.next.get(unit);
      if (next === undefined) return void branch.next.set(unit, literal);
      branch = typeof next === 'string' ? split(branch, next, depth) : next;
    }
    branch.isWhole = true;
  };

  /** Returns the end of the longest literal that begins at a position, or undefined if none begins there. */
  const endOf = (text: string, from: number): number | undefined => {
    let branch = root;
    let end: number | undefined;
    for (let at = from; at < text.length; at += 1) {
      const next = branch.next.get(text.charCodeAt(at));
      if (next === undefined) return end;
      if (typeof next === 'string') return text.startsWith(next, from) ? from + next.length : end;
      branch = next;
      if (branch.isWhole) end = at + 1;
    }
    return end;
  };

  for (const literal of literals) add(literal);
  return {
    add,
    find(text) {
      const found: { from: number; to: number }[] = [];
      let first = text.charCodeAt(0);
      let second = text.charCodeAt(1);
      for (let from = 0; from + shortest <= text.length; from += 1) {
        const third = text.charCodeAt(from + 2);
        const passes = shortest < SIFTED || sieve[hash(first, second, third)] === 1;
        [first, second] = [second, third];
        const to = passes ? endOf(text, from) : undefined;
        if (to !== undefined) found.push({ from, to });
      }
      return found;
    },
  };
}

/** Replaces a literal that stood alone by a node that contains it. */
function split(parent: Branch, literal: string, depth: number): Branch {
  const branch = newBranch();
  if (literal.length === depth + 1) branch.isWhole = true;
  else branch.next.set(literal.charCodeAt(depth + 1), literal);
  parent.next.set(literal.charCodeAt(depth), branch);
  return branch;
}

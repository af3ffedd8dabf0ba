/** A PHP file that was saved with a byte order mark prints it before the document. JSON does not allow that, so it is cut off. */
const BEFORE = /^[\uFEFF \t\r\n]+/;

/**
 * Parses JSON that has one meaning only. With a duplicate key, which of the two values counts depends on the parser (RFC 8259,
 * section 4), so such a document is refused.
 *
 * @returns undefined if the text is not JSON, or an object in it, however deep, has a key twice
 */
export function parseStrictJson(text: string): unknown {
  const bare = text.replace(BEFORE, '');
  try {
    const value: unknown = JSON.parse(bare);
    return hasKeyTwice(bare) ? undefined : value;
  } catch {
    return undefined;
  }
}

/** A string, with the colon that makes it a key, or a bracket that begins or ends an object or a list. */
const TOKEN = /("[^"\\]*(?:\\.[^"\\]*)*")([ \t\r\n]*:)?|[{}[\]]/g;

/** @param json a text that is JSON */
function hasKeyTwice(json: string): boolean {
  const open: Set<unknown>[] = [];
  for (const [token, text, colon] of json.matchAll(TOKEN)) {
    if (token === '{' || token === '[') open.push(new Set());
    else if (token === '}' || token === ']') open.pop();
    else if (text !== undefined && colon !== undefined) {
      // The same key can be written in many ways: `"\u0061"` is `"a"`.
      const key: unknown = JSON.parse(text);
      const keys = open.at(-1);
      if (keys?.has(key) === true) return true;
      keys?.add(key);
    }
  }
  return false;
}

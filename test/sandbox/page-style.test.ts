import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

test('the page’s font stack names an emoji font of each system, before the generic one', () => {
  const css = readFileSync(new URL('../../src/sandbox/page/style.css', import.meta.url), 'utf8');
  const [, stack = ''] = /:root \{[^}]*\bfont:\s*([^;]*);/.exec(css) ?? [];
  const fonts = stack.split(',').map((font) => font.trim().replaceAll("'", ''));
  for (const emoji of ['Apple Color Emoji', 'Segoe UI Emoji', 'Noto Color Emoji'])
    expect(fonts).toContain(emoji);
  expect(fonts.at(-1)).toBe('sans-serif');
});

import { expect, test } from 'vitest';
import type { Logo } from '../../src/domain/merchant-settings.ts';
import { logos } from '../../src/reports/logos.ts';

const JPEG = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0);
const PNG = Uint8Array.of(0x89, 0x50, 0x4e, 0x47);

const logo = (name: string): Logo => ({
  fileId: `file-${name}`,
  uniqueId: name,
  width: 320,
  height: 320,
  bytes: null,
});

/** Logos from a Telegram that answers as the test says, and how often it was asked. */
function rig(answer: () => Uint8Array | undefined) {
  let now = 0;
  const asked: string[] = [];
  const bytesOf = logos(
    async (fileId) => {
      asked.push(fileId);
      return answer();
    },
    { steady: () => now },
  );
  return { asked, bytesOf, pass: (ms: number) => void (now += ms) };
}

test.each([JPEG, PNG])('a logo is loaded once while it is in use', async (bytes) => {
  const { bytesOf, asked, pass } = rig(() => bytes);
  expect(await bytesOf(logo('a'))).toEqual(bytes);
  pass(24 * 3_600_000);
  // Telegram may name the same picture anew.
  expect(await bytesOf({ ...logo('a'), fileId: 'file-another' })).toEqual(bytes);
  expect(asked).toEqual(['file-a']);
});

test('a logo that cannot be loaded is asked for again after a minute, not by each receipt', async () => {
  let answer: Uint8Array | undefined;
  const { bytesOf, asked, pass } = rig(() => answer);
  expect(await bytesOf(logo('a'))).toBeNull();
  answer = JPEG;
  expect(await bytesOf(logo('a'))).toBeNull();
  expect(asked).toHaveLength(1);
  pass(60_000);
  expect(await bytesOf(logo('a'))).toEqual(JPEG);
});

test.each(['', '<svg xmlns="http://www.w3.org/2000/svg"/>', '<html>', 'GIF89a'])(
  'bytes that are neither JPEG nor PNG are no logo: “%s”',
  async (text) => {
    expect(await rig(() => Buffer.from(text)).bytesOf(logo('a'))).toBeNull();
  },
);

test('the logos of eight shops are kept, those that were used last', async () => {
  const { bytesOf, asked } = rig(() => JPEG);
  for (const name of 'abcdefgh') await bytesOf(logo(name));
  await bytesOf(logo('a'));
  await bytesOf(logo('i'));
  await bytesOf(logo('a'));
  expect(asked).toHaveLength(9);
  await bytesOf(logo('b'));
  expect(asked).toHaveLength(10);
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { keyring, SealError, type Keyring } from '../../src/security/keyring.ts';
import type { Sealed } from '../../src/domain/sealed.ts';
import { subscriber } from './commands.ts';
import { property } from './property.ts';
import { anyText } from './texts.ts';

/** Three different keys of `SECRET_KEY`. */
const keys = fc.uniqueArray(
  fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('base64')),
  { minLength: 3, maxLength: 3 },
);
const aPlace = fc.oneof(
  fc.constantFrom('merchant:1', 'merchant:2', 'merchant:12', 'update:1', 'draft:7:7', ''),
  anyText,
);
/** Texts to seal. They are UTF-8. */
const aText = anyText.map((text) => text.toWellFormed());

/** Fails unless the keyring refuses to open the text with a `SealError`. */
const refusesToOpen = (ring: Keyring, sealed: Sealed, place: string): void =>
  assert.throws(() => ring.open(sealed, place), SealError);

/** Returns the sealed text with one changed bit in the nonce, the ciphertext or the tag. */
function bitChanged({ keyId, sealed }: Sealed, at: number): Sealed {
  const [version = '', nonce = '', body = ''] = sealed.split('.');
  const bytes = [Buffer.from(nonce, 'base64url'), Buffer.from(body, 'base64url')];
  const bits = bytes.reduce((sum, part) => sum + part.length * 8, 0);
  let bit = at % bits;
  for (const part of bytes) {
    if (bit >= 0 && bit < part.length * 8) part[bit >> 3] = (part[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    bit -= part.length * 8;
  }
  return { keyId, sealed: [version, ...bytes.map((part) => part.toString('base64url'))].join('.') };
}

export const SEALING = [
  property({
    name: 'a sealed text opens unchanged, only with its key and in its place, and not after a change of one bit',
    cases: 500,
    sides: { 'long enough to be seen': 0.3 },
    given: fc.record({ keys, text: aText, place: aPlace, other: aPlace, bit: fc.nat() }),
    holds({ keys, text, place, other, bit }, saw) {
      const [current = '', later = '', unknown = ''] = keys;
      const ring = keyring([current]);
      const sealed = ring.seal(text, place);
      assert.equal(ring.open(sealed, place), text);
      // The text as the database stores it, and a keyring with a newer key in front.
      const kept = JSON.parse(JSON.stringify(sealed)) as Sealed;
      const rotated = keyring([later, current]);
      assert.equal(rotated.open(kept, place), text);
      assert.notEqual(rotated.seal(text, place).keyId, sealed.keyId);

      refusesToOpen(ring, bitChanged(sealed, bit), place);
      refusesToOpen(keyring([unknown]), sealed, place);
      // Even if the sealed text names a known key.
      refusesToOpen(keyring([unknown]), { ...sealed, keyId: keyring([unknown]).currentKeyId }, place);
      if (other.toWellFormed() !== place.toWellFormed()) refusesToOpen(ring, sealed, other);

      assert.notEqual(
        ring.seal(text, place).sealed,
        sealed.sealed,
        'the same text is sealed to the same value',
      );
      const shown = JSON.stringify(sealed);
      if (text.length < 6) return;
      saw('long enough to be seen');
      for (const encoding of ['base64url', 'base64', 'hex', 'utf8'] as const) {
        const written = Buffer.from(text).toString(encoding).replace(/=+$/, '');
        assert.ok(!shown.includes(written), `shows in ${encoding}`);
      }
      for (const key of keys) assert.ok(!shown.includes(key), 'shows its key');
    },
  }),

  property({
    name: 'a value that is not a sealed text does not open, with an error that says so',
    cases: 500,
    given: fc.record({
      keys,
      place: aPlace,
      sealed: fc.oneof(
        anyText,
        fc
          .tuple(fc.stringMatching(/^[\w-]{0,20}$/), fc.stringMatching(/^[\w-]{0,40}$/))
          .map((parts) => `v1.${parts.join('.')}`),
        fc
          .tuple(fc.stringMatching(/^[\w-]{16}$/), fc.stringMatching(/^[\w-]{22,40}$/))
          .map((parts) => `v1.${parts.join('.')}`),
      ),
      keyId: fc.oneof(fc.constant(undefined), anyText),
    }),
    holds({ keys, place, sealed, keyId }) {
      const ring = keyring(keys);
      refusesToOpen(ring, { keyId: keyId ?? ring.currentKeyId, sealed }, place);
    },
  }),

  property({
    name: 'the hash of a number is the same for the same number and key, different otherwise, and does not contain the number',
    cases: 300,
    given: fc.record({ keys, one: subscriber, other: subscriber }),
    holds({ keys, one, other }) {
      const ring = keyring(keys);
      const [phone, another] = [`254${one}`, `254${other}`];
      const hash = ring.hash(phone);
      assert.equal(ring.hash(phone), hash);
      assert.equal(ring.hash(another) === hash, one === other);
      // Hashes of an earlier key are still found.
      assert.deepEqual(
        ring.hashes(phone),
        keys.map((key) => keyring([key]).hash(phone)),
      );
      assert.equal(new Set(ring.hashes(phone)).size, keys.length);
      assert.ok(!hash.includes(one));
    },
  }),
];

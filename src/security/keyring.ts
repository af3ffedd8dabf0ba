import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  randomInt,
} from 'node:crypto';
import type { Sealed } from '../domain/sealed.ts';

/** Says why a sealed text does not open. */
export class SealError extends Error {
  override readonly name = 'SealError';
}

/**
 * Encrypts what a thief of the database must not read: AES-256-GCM with a fresh nonce. A sealed text is bound to the place that it
 * belongs to, so that it does not open in another row.
 */
export interface Keyring {
  /** The key that seals: the first of `SECRET_KEY`. */
  readonly currentKeyId: string;
  /** The ids of all keys that open. */
  readonly keyIds: readonly string[];
  /** @param place what the text belongs to, such as `merchant:7`; it is needed again to open the text */
  seal(text: string, place: string): Sealed;
  /** @throws SealError if the key is missing, the place is another one, or the text was changed */
  open(sealed: Sealed, place: string): string;
  /** Returns a keyed hash of a text, under the key that seals: `<key id>.<hash>`. Without the key nobody can try all phone numbers. */
  hash(text: string): string;
  /** Returns the hash of a text under each key. A stored hash of the text is one of these. */
  hashes(text: string): readonly string[];
}

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
/** NIST SP 800-38D, section 8.2, recommends 96 bits for GCM. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** An HMAC-SHA256 is cut to 128 bits. */
const HASH_BYTES = 16;

/** Makes a new `SECRET_KEY`: 32 random bytes in base64. */
export const newSecretKey = (): string => randomBytes(KEY_BYTES).toString('base64');

/** Returns whether a text has the form of a key that `newSecretKey` makes. */
export const isSecretKey = (text: string): boolean =>
  /^[A-Za-z0-9+/]{43}=$/.test(text) && Buffer.from(text, 'base64').length === KEY_BYTES;

/** @param secretKeys keys as `newSecretKey` makes them; the first seals, all of them open */
export function keyring(secretKeys: readonly string[]): Keyring {
  const keys = secretKeys.map(keysOf);
  const [current] = keys;
  if (current === undefined) throw new Error('a keyring needs a key');
  return {
    currentKeyId: current.id,
    keyIds: keys.map(({ id }) => id),
    seal(text, place) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, current.sealKey, nonce).setAAD(Buffer.from(place));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return { keyId: current.id, sealed: `v1.${nonce.toString('base64url')}.${body.toString('base64url')}` };
    },
    open({ keyId, sealed }, place) {
      const key = keys.find(({ id }) => id === keyId);
      if (key === undefined) throw new SealError(`no key ${keyId} is here`);
      const [, nonce, body] = /^v1\.([\w-]{16})\.([\w-]{22,})$/.exec(sealed) ?? [];
      if (nonce === undefined || body === undefined) throw new SealError('this is no sealed text');
      const bytes = Buffer.from(body, 'base64url');
      const decipher = createDecipheriv(CIPHER, key.sealKey, Buffer.from(nonce, 'base64url'), {
        authTagLength: TAG_BYTES,
      })
        .setAAD(Buffer.from(place))
        .setAuthTag(bytes.subarray(-TAG_BYTES));
      try {
        return Buffer.concat([decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()]).toString(
          'utf8',
        );
      } catch {
        throw new SealError(`what key ${keyId} sealed was changed or moved`);
      }
    },
    hash: (text) => hashWith(current, text),
    hashes: (text) => keys.map((key) => hashWith(key, text)),
  };
}

const hashWith = ({ id, hashKey }: Keys, text: string): string =>
  `${id}.${createHmac('sha256', hashKey).update(text).digest().subarray(0, HASH_BYTES).toString('base64url')}`;

interface Keys {
  readonly id: string;
  readonly sealKey: Buffer;
  readonly hashKey: Buffer;
}

/** Derives a key for each use, so that none reveals anything about another (RFC 5869). */
function keysOf(secretKey: string): Keys {
  const secret = Buffer.from(secretKey, 'base64');
  const derive = (use: string): Buffer =>
    Buffer.from(hkdfSync('sha256', secret, '', `tillbot ${use}`, KEY_BYTES));
  return {
    id: derive('key id').toString('hex', 0, 4),
    sealKey: derive('seal'),
    hashKey: derive('phone hash'),
  };
}

/** Returns the hash under which a one-time code is stored. */
export const hashOfCode = (code: string): string => createHash('sha256').update(code).digest('hex');

/** 144 bits: impossible to guess, and short enough for a link. */
const CODE_BYTES = 18;

/** Makes a one-time code. */
export const newCode = (): string => randomBytes(CODE_BYTES).toString('base64url');

/** How many letters name a link. */
const REF_LETTERS = 8;

/** Makes the name of a link (its `ref`): letters only, so that it is never mistaken for a user's id. */
export const newInviteRef = (): string =>
  Array.from({ length: REF_LETTERS }, () => String.fromCodePoint(97 + randomInt(26))).join('');

/** Returns the secret that Telegram sends with each update that it brings. It follows from the bot's token, so it is stored nowhere. */
export const webhookSecret = (botToken: string): string =>
  Buffer.from(hkdfSync('sha256', botToken, '', 'tillbot webhook', KEY_BYTES)).toString('base64url');

/**
 * Makes the codes of links that the bot sends. A code is derived from the name of its link (`ref`) when the link is sent, so that no
 * code is stored until then. The key comes from the bot's token: the database alone does not reveal a code.
 *
 * @returns a function from the `ref` of a link to its code
 */
export function inviteCodes(botToken: string): (ref: string) => string {
  const key = Buffer.from(hkdfSync('sha256', botToken, '', 'tillbot invite codes', KEY_BYTES));
  return (ref) =>
    createHmac('sha256', key).update(ref).digest().subarray(0, CODE_BYTES).toString('base64url');
}

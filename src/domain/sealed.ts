/** A text that only the holder of `SECRET_KEY` reads, and which of the keys that is. */
export interface Sealed {
  /** Eight hexadecimal digits: names the key and tells nothing of it. */
  readonly keyId: string;
  /** `v1.<nonce>.<ciphertext and tag>`, each in base64url. */
  readonly sealed: string;
}

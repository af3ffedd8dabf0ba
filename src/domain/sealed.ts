/** An encrypted text that only the holder of `SECRET_KEY` can open, with the id of its key. */
export interface Sealed {
  /** Eight hexadecimal digits. They name the key and reveal nothing about it. */
  readonly keyId: string;
  /** `v1.<nonce>.<ciphertext and tag>`, each in base64url. */
  readonly sealed: string;
}

import { randomBytes } from 'node:crypto';

const REF_BYTES = 12;

/** Makes the random name of something that a button names. It has 96 random bits, so nobody can guess it, and fits into a button's 64 bytes. */
export const newRef = (): string => randomBytes(REF_BYTES).toString('base64url');

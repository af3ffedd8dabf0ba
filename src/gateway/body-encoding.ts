import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';

/** A body as text, or that it is longer than it may be. */
export type DecodedBody = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'too-large' };

/**
 * Undoes a `content-encoding` that nobody asked for and reads UTF-8. What does not decode is taken as it came: the header may be
 * wrong, and garbage is unreadable in any case.
 *
 * @param maxBytes the most that may come out, however little went in
 */
export function decodeBody(body: Uint8Array, encoding: unknown, maxBytes: number): DecodedBody {
  const decode = typeof encoding === 'string' ? decoderOf(encoding.trim().toLowerCase(), body) : undefined;
  try {
    return text(decode?.(body, { maxOutputLength: maxBytes }) ?? body);
  } catch (error) {
    const isTooLarge = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    return isTooLarge ? { kind: 'too-large' } : text(body);
  }
}

const text = (bytes: Uint8Array): DecodedBody => ({ kind: 'text', text: new TextDecoder().decode(bytes) });

function decoderOf(encoding: string, body: Uint8Array): typeof gunzipSync | undefined {
  switch (encoding) {
    case 'gzip':
    case 'x-gzip':
      return gunzipSync;
    case 'deflate':
      // It means zlib's format (RFC 9110, section 8.4.1.2), but some servers leave its header away.
      return hasZlibHeader(body) ? inflateSync : inflateRawSync;
    case 'br':
      return brotliDecompressSync;
    default:
      return undefined;
  }
}

/** RFC 1950, section 2.2. */
const hasZlibHeader = ([first = 0, second = 0]: Uint8Array): boolean =>
  first % 16 === 8 && (first * 256 + second) % 31 === 0;

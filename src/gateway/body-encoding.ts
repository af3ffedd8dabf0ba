import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';

/** A body as text, or the statement that it is too large. */
export type DecodedBody = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'too-large' };

/**
 * Undoes a `content-encoding` (the request asks for none) and reads UTF-8. A body that does not decode is taken as it came: the
 * header may be wrong, and garbage is unreadable in any case.
 *
 * @param maxBytes the most bytes after decoding, so that a small body cannot become a huge one
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
      // It means zlib's format (RFC 9110, section 8.4.1.2), but some servers leave the header out.
      return hasZlibHeader(body) ? inflateSync : inflateRawSync;
    case 'br':
      return brotliDecompressSync;
    default:
      return undefined;
  }
}

/** Returns whether a body begins with the header of zlib's format (RFC 1950, section 2.2). */
const hasZlibHeader = ([first = 0, second = 0]: Uint8Array): boolean =>
  first % 16 === 8 && (first * 256 + second) % 31 === 0;

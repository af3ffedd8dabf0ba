/**
 * Reads a stream to its end; undefined if it is longer than `maxBytes`. Leaving the loop early destroys the stream, and closes its
 * connection.
 *
 * @throws what the stream throws
 */
export async function readAtMost(
  stream: AsyncIterable<unknown>,
  maxBytes: number,
): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

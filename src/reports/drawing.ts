import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Picture } from './picture.ts';

/** A picture takes a fraction of a second. */
const MAX_DRAWING_MS = 20_000;
const MAX_HEAP_MIB = 128;

/** Draws a picture as a PNG. Rejects if it cannot be drawn in time. */
export type Draw = (picture: Picture) => Promise<Buffer>;

/**
 * Draws each picture in a thread of its own, one after another. So nobody waits for the drawing, the libraries are loaded only when there
 * is something to draw, and their memory is free again afterwards.
 */
export function pictureDrawer(): Draw {
  let last: Promise<unknown> = Promise.resolve();
  return (picture) => {
    const drawn = last.then(() => drawInThread(picture));
    last = drawn.catch(() => undefined);
    return drawn;
  };
}

async function drawInThread(picture: Picture): Promise<Buffer> {
  const worker = new Worker(new URL('drawing-worker.ts', import.meta.url), {
    workerData: picture,
    execArgv: [],
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MIB },
  });
  try {
    // It rejects if the thread reports a fault first.
    const message = once(worker, 'message', { signal: AbortSignal.timeout(MAX_DRAWING_MS) });
    const exit = once(worker, 'exit').then(() =>
      Promise.reject(new Error('the drawing ended without a picture')),
    );
    const [png] = (await Promise.race([message, exit])) as [Uint8Array];
    return Buffer.from(png);
  } finally {
    await worker.terminate();
  }
}

/**
 * Where a request stands: `before`, it was received and has no effect yet; `after`, it took effect and no byte of the answer
 * has left; `answered`, every byte of the answer was handed to the network.
 */
export type Checkpoint = 'before' | 'after' | 'answered';

/** Hears of a request's moments. The request goes no further before what it returns has resolved. */
export type CheckpointListener<Request> = (request: Request, moment: Checkpoint) => void | Promise<void>;

/** Whoever wants to stop the world at a named moment of a request: a test that kills whoever asked. */
export interface Checkpoints<Request> {
  reached(request: Request, moment: Checkpoint): Promise<void>;
  onMoment(listener: CheckpointListener<Request>): () => void;
}

export function checkpoints<Request>(): Checkpoints<Request> {
  const listeners = new Set<CheckpointListener<Request>>();
  return {
    async reached(request, moment) {
      for (const listener of listeners) await listener(request, moment);
    },
    onMoment(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

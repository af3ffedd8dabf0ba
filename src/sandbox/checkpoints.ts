/**
 * Where a request stands. `before`: it was received and has no effect yet. `after`: it took effect and no byte of the answer
 * has left. `answered`: every byte of the answer was handed to the network.
 */
export type Checkpoint = 'before' | 'after' | 'answered';

/** Is called at each checkpoint of a request. The request waits until the promise that it returns resolves. */
export type CheckpointListener<Request> = (request: Request, checkpoint: Checkpoint) => void | Promise<void>;

/** Stops a request at a named checkpoint, for tests that kill the client there. */
export interface Checkpoints<Request> {
  reached(request: Request, checkpoint: Checkpoint): Promise<void>;
  onCheckpoint(listener: CheckpointListener<Request>): () => void;
}

export function checkpoints<Request>(): Checkpoints<Request> {
  const listeners = new Set<CheckpointListener<Request>>();
  return {
    async reached(request, checkpoint) {
      for (const listener of listeners) await listener(request, checkpoint);
    },
    onCheckpoint(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

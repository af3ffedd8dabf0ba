/**
 * Where a request stands: `before`, it was received and has no effect yet; `after`, it took effect and no byte of the answer
 * has left; `answered`, every byte of the answer was handed to the network.
 */
export type Moment = 'before' | 'after' | 'answered';

/** Hears of a request's moments. The request goes no further before what it returns has resolved. */
export type MomentListener<Request> = (request: Request, moment: Moment) => void | Promise<void>;

/** Whoever wants to stop the world at a named moment of a request: a test that kills whoever asked. */
export interface Moments<Request> {
  reached(request: Request, moment: Moment): Promise<void>;
  onMoment(listener: MomentListener<Request>): () => void;
}

export function moments<Request>(): Moments<Request> {
  const listeners = new Set<MomentListener<Request>>();
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

/** A limit of the time that something takes. */
export interface TimeLimit {
  /** Aborts when the time is over, or when the outer signal aborts, with that one's reason. */
  readonly signal: AbortSignal;
  /** Whether the time was over first. */
  hasPassed(): boolean;
  /** Ends the limit. Without it, the timer and the outer signal keep it. */
  end(): void;
}

/**
 * Begins to limit a time. `AbortSignal.timeout` would do the same, but its timer cannot be ended: each of thousands of requests that were answered
 * long ago would make an error with a stack when its time is over.
 *
 * @param outer aborts the work earlier
 */
export function timeLimit(ms: number, outer?: AbortSignal): TimeLimit {
  const controller = new AbortController();
  let isOver = false;
  const timer = setTimeout(() => {
    isOver = !controller.signal.aborted;
    controller.abort(new DOMException('The time is over.', 'TimeoutError'));
  }, ms);
  // It keeps no program running.
  timer.unref();
  const onAbort = (): void => controller.abort(outer?.reason);
  if (outer?.aborted === true) onAbort();
  else outer?.addEventListener('abort', onAbort);
  return {
    signal: controller.signal,
    hasPassed: () => isOver,
    end() {
      clearTimeout(timer);
      outer?.removeEventListener('abort', onAbort);
    },
  };
}

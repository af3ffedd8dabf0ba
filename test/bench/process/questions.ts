/** What the bench asks the measured program, over Node's IPC. */
export type Question =
  /** Its process id: it may have been started by another command. */
  | { readonly ask: 'pid' }
  /** Processor time since the start of the process, and its memory now. */
  | { readonly ask: 'usage' }
  /** Begins to watch how long the event loop is held up, with a timer of this span. */
  | { readonly ask: 'watch-delays'; readonly resolutionMs: number }
  /** Ends that, and asks for what was seen. */
  | { readonly ask: 'delays' };

export interface Usage {
  readonly cpuMs: number;
  readonly rssMib: number;
  readonly heapMib: number;
}

/** How long the event loop was held up beyond the span of the timer that watched it. */
export interface Delays {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly longestMs: number;
}

export interface Answers {
  readonly pid: number;
  readonly usage: Usage;
  readonly 'watch-delays': true;
  readonly delays: Delays;
}

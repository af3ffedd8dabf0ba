/** What the bench asks the measured program, over Node's IPC. */
export type Question =
  /** Its process id: it may have been started by another command. */
  | { readonly ask: 'pid' }
  /** Processor time since the start of the process, and its memory now. */
  | { readonly ask: 'usage' }
  /** Begins to watch how long the event loop is held up, with a timer of this span. */
  | { readonly ask: 'watch-delays'; readonly resolutionMs: number }
  /** Ends that, and asks for what was seen. */
  | { readonly ask: 'delays' }
  /** Begins to time every SQL statement, which costs time itself. */
  | { readonly ask: 'watch-statements' }
  /** Asks for the times since then, or since this was asked last. */
  | { readonly ask: 'statements' };

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

/** A statement, with how often it was run and for how long in all. */
export interface StatementTime {
  readonly text: string;
  readonly count: number;
  readonly ms: number;
}

/** What a process ran in a span. */
export interface StatementTimes {
  /** How often a statement was prepared. */
  readonly prepared: number;
  readonly statements: readonly StatementTime[];
}

export interface Answers {
  readonly pid: number;
  readonly usage: Usage;
  readonly 'watch-delays': true;
  readonly delays: Delays;
  readonly 'watch-statements': true;
  readonly statements: StatementTimes;
}

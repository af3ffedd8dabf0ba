/** What a simulated server answers. */
export interface Answer {
  readonly status: number;
  readonly body: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A way in which a network or a server fails. `…-after` fails when the request has taken effect. */
export type Fault =
  | { readonly kind: 'reset-before' }
  | { readonly kind: 'reset-after' }
  | { readonly kind: 'hang' }
  | { readonly kind: 'hang-after' }
  /** Takes effect, and is answered, after this time. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** Takes effect, and is answered, when this promise resolves. */
  | { readonly kind: 'held'; readonly until: Promise<void> }
  /** The answer is cut in the middle. */
  | { readonly kind: 'garbage' }
  /** The server gives this answer instead, and the request has no effect. */
  | ({ readonly kind: 'answer' } & Answer);

/** Faults that are planned. Each is used up `times` times (once by default) by requests that fit. */
export interface Faults<Request> {
  add(fault: Fault, fits?: (request: Request) => boolean, times?: number): void;
  clear(): void;
  /** The fault for this request, if one is planned, and counts it as used. */
  next(request: Request): Fault | undefined;
}

/** Starts with no fault planned. */
export function faults<Request>(): Faults<Request> {
  const planned: { fault: Fault; fits: (request: Request) => boolean; left: number }[] = [];
  return {
    add(fault, fits = () => true, times = 1) {
      planned.push({ fault, fits, left: times });
    },
    clear() {
      planned.length = 0;
    },
    next(request) {
      const plan = planned.find(({ fits, left }) => left > 0 && fits(request));
      if (plan === undefined) return undefined;
      plan.left -= 1;
      return plan.fault;
    },
  };
}

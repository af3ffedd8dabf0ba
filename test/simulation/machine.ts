import type { Clock } from '../../src/runtime/clock.ts';
import { IDLE, type Life } from './crash-injection.ts';
import type { World } from './world.ts';

/** What a machine can be cut off from. */
export type Peer = 'the database' | 'the gateways' | 'Telegram';

/** A machine on which one program after another runs. Nothing runs on it while it is stopped. */
export interface Machine {
  readonly name: string;
  /** The program that runs on it. */
  life: Life | undefined;
  /** Tells that program to end. */
  terminate: (() => void) | undefined;
  /** The machine's own clock. Its steady time begins somewhere else on each machine. */
  readonly clock: Clock;
  /** Sets how far its wall clock is ahead. */
  skew(ms: number): void;
  /** Nothing runs on it for so long, while time goes on. */
  stop(forMs: number): void;
  /** Nothing is exchanged with a peer for so long. */
  cut(peer: Peer, forMs: number): void;
  isCut(peer: Peer): boolean;
  /** Resolves when it is not stopped: at once, or before anything else of the program runs. */
  awake(): Promise<void>;
  /**
   * Makes a call to a peer, which may not arrive, or whose answer may not.
   *
   * @param lost makes what the caller gets then; `tookEffect` if the call arrived
   */
  reach<T>(
    peer: Peer,
    name: string,
    call: () => Promise<T>,
    lost: (tookEffect: boolean) => T | Promise<T>,
  ): Promise<T>;
  /** How often something of it was stopped or cut off from its database until now. */
  readonly disturbances: () => number;
}

/** A call that hangs is given up after at most so long. */
const GIVEN_UP_MS = 15_000;
/** A program is stopped most often around what may happen once only. */
const CRITICAL: ReadonlySet<string> = new Set(['move', 'push']);
const HINDERED = { critical: 0.03, other: 0.002 };

/** How long a machine is stopped: shorter than a lease, or longer than one. */
export const stopMs = ({ chance }: World): number =>
  chance.is(0.4) ? chance.int(1_000, 3_000) : chance.int(12_000, 40_000);

/** How long a cut lasts. */
export const cutMs = ({ chance }: World): number =>
  chance.pick([chance.int(500, 5_000), chance.int(8_000, 60_000)]);

/** @param originMs where its steady time begins */
export function machineOf(name: string, world: World, originMs: number): Machine {
  const { chance, clock } = world;
  const cutUntil = new Map<Peer, number>();
  let stoppedUntil = 0;
  let skewMs = 0;
  let disturbances = 0;

  const awake = async (): Promise<void> => {
    while (clock.elapsed() < stoppedUntil) await clock.sleep(stoppedUntil - clock.elapsed());
  };
  const stop = (forMs: number): void => {
    disturbances += 1;
    world.note(`${name} is stopped for ${forMs} ms`);
    stoppedUntil = Math.max(stoppedUntil, clock.elapsed() + forMs);
  };
  const cut = (peer: Peer, forMs: number): void => {
    disturbances += 1;
    world.note(`${name} is cut off from ${peer} for ${forMs} ms`);
    cutUntil.set(peer, clock.elapsed() + forMs);
  };
  const isCut = (peer: Peer): boolean => world.trouble > 0 && clock.elapsed() < (cutUntil.get(peer) ?? 0);
  /** Faults that begin right before or after a call. */
  const hinder = (peer: Peer, call: string): void => {
    if (IDLE.has(call)) return;
    const share = CRITICAL.has(call) ? HINDERED.critical : HINDERED.other;
    if (world.fault('a program is stopped in the middle of its work', share)) stop(stopMs(world));
    if (world.fault('a program is cut off in the middle of its work', share / 2)) cut(peer, cutMs(world));
  };
  /** The call is refused at once, or hangs. */
  const giveUp = async (peer: Peer): Promise<void> => {
    disturbances += 1;
    const restMs = Math.max(0, (cutUntil.get(peer) ?? 0) - clock.elapsed());
    await clock.sleep(chance.is(0.5) ? chance.int(1, 50) : Math.min(restMs, GIVEN_UP_MS));
    await awake();
  };

  return {
    name,
    life: undefined,
    terminate: undefined,
    clock: {
      now: () => clock.now() + skewMs,
      steady: () => originMs + clock.elapsed(),
      turn: clock.turn,
      async sleep(ms, signal) {
        await clock.sleep(ms, signal);
        await awake();
      },
    },
    skew: (ms) => void (skewMs = ms),
    stop,
    cut,
    isCut,
    awake,
    disturbances: () => disturbances,
    async reach(peer, call, perform, lost) {
      hinder(peer, call);
      await awake();
      if (isCut(peer)) {
        await giveUp(peer);
        return await lost(false);
      }
      try {
        return await perform().then(async (result) => {
          hinder(peer, call);
          if (!isCut(peer)) return result;
          await giveUp(peer);
          return await lost(true);
        });
      } finally {
        await awake();
      }
    },
  };
}

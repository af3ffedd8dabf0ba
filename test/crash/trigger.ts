import type { BosmiRequest } from '../../src/sandbox/bosmi/server.ts';
import type { Call } from '../../src/sandbox/bot-api/types.ts';
import type { Faults } from '../../src/sandbox/faults.ts';
import type { CheckpointListener } from '../../src/sandbox/checkpoints.ts';
import type { Bot } from './bot.ts';
import type { CrashSignal } from './database.ts';
import { confirms, isAt, kindOf, type Point } from './points.ts';
import type { SeenPush } from './promises.ts';
import type { World } from './world.ts';

/** Kills the program, or crashes the engine, at a point, and records the gateway's side of every push. */
export interface Trigger {
  readonly pushes: readonly SeenPush[];
  /** Requests of this program count from now on. Requests of killed ones may still be on their way. */
  watch(bot: Bot): void;
  /** Kills the watched program when it is at the point for the `nth` time. Resolves when it is dead. */
  arm(point: Point, nth: number): Promise<true>;
  disarm(): void;
  kill(bot: Bot): Promise<void>;
  /** Counts a program that killed itself as killed. */
  counted(bot: Bot): void;
  wasKilled(bot: Bot): boolean;
}

export interface TriggerParts {
  readonly world: World;
  /** Which requests count as being at the point. */
  readonly aim: (request: BosmiRequest | Call) => boolean;
  /** How the engine is crashed next. */
  readonly signal: () => CrashSignal;
  /** Whether a push that is killed before it takes effect is held up, and takes effect later. */
  readonly isHeldUp: () => boolean;
  /** Called while updates are confirmed: a message that is sent now is in the next answer. */
  readonly onConfirm: () => void;
}

/** How late a push takes effect that the network delayed while its sender was killed. */
const HELD_UP_MS = 1_500;

export function newTrigger({ world, aim, signal, isHeldUp, onConfirm }: TriggerParts): Trigger {
  const senders = new WeakMap<object, Bot>();
  const killed = new Set<Bot>();
  const pushes: (SeenPush & { readonly request: BosmiRequest })[] = [];
  let watched: Bot | undefined;
  let armed: { readonly point: Point; left: number; readonly hit: () => void } | undefined;

  const crashEngine = async (bot: Bot): Promise<void> => {
    // What it was about to record may be lost with its connections.
    killed.add(bot);
    await world.database.engine?.crash(signal());
  };

  const kill = async (bot: Bot): Promise<void> => {
    killed.add(bot);
    bot.kill('SIGKILL');
    await bot.ended;
  };

  const keep = (request: BosmiRequest, sender: Bot): void => {
    const { phone, amount, api_key: apiKey } = request.body;
    const senderWasKilled = (): boolean => killed.has(sender);
    pushes.push({ request, phone, amount, apiKey, answered: false, senderWasKilled });
  };

  const listen =
    <Request extends BosmiRequest | Call>(faults: Faults<Request>): CheckpointListener<Request> =>
    async (request, moment) => {
      if (moment === 'before' && watched !== undefined) senders.set(request, watched);
      const sender = senders.get(request);
      if (sender === undefined || sender !== watched) return;
      if ('endpoint' in request && request.endpoint === 'push' && moment === 'before') keep(request, sender);
      if (kindOf(request) === 'push' && moment === 'answered') {
        for (const push of pushes) if (push.request === request) push.answered = true;
      }
      if (armed?.point.kind === 'getUpdates' && moment === 'before' && confirms(request)) onConfirm();
      if (armed === undefined || !isAt(armed.point, request, moment) || !aim(request)) return;
      armed.left -= 1;
      if (armed.left > 0) return;
      const { point, hit } = armed;
      armed = undefined;
      // The request is held until the program is dead, so that nobody gets an answer to it.
      await (point.engine === true ? crashEngine(sender) : kill(sender));
      if (moment === 'before' && point.engine !== true) {
        const late = point.kind === 'push' && isHeldUp();
        faults.add(
          late ? { kind: 'slow', ms: HELD_UP_MS } : { kind: 'reset-before' },
          (it) => it === request,
        );
      }
      hit();
    };

  world.bosmi.onCheckpoint(listen(world.bosmi.faults));
  world.telegram.onCheckpoint(listen(world.telegram.faults));

  return {
    pushes,
    watch(bot) {
      watched = bot;
    },
    arm: (point, nth) =>
      new Promise((resolve) => {
        armed = { point, left: nth, hit: () => resolve(true) };
      }),
    disarm() {
      armed = undefined;
    },
    kill,
    counted: (bot) => void killed.add(bot),
    wasKilled: (bot) => killed.has(bot),
  };
}

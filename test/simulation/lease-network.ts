import type { Lease } from '../../src/runtime/lease.ts';
import { MAX_PUSH_MS, type Evidence } from '../../src/gateway/gateway.ts';
import type { Store } from '../../src/store/port/store.ts';
import type { Network } from './bot.ts';
import type { Machine, Peer } from './machine.ts';
import type { Setting } from './setting.ts';
import type { SharedDatabase } from './shared-database.ts';

const NOTHING: Evidence = { httpStatus: undefined, raw: '' };
/** By the database's clock, after the end of a push that may still be recorded. */
const RECORD_MS = 10_000;
/** Faults of a store that keep what was told from being recorded. */
const UNRECORDED = [
  'the disk is full',
  'the database is busy',
  'the disk fails after a commit',
  'the disk has no room for a while',
];

/** Every call of a port goes to a peer, and fails if it is lost. */
export const reaching = <T extends object>(port: T, machine: Machine, peer: Peer): T =>
  new Proxy(port, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]): Promise<unknown> =>
        machine.reach(
          peer,
          String(key),
          async () => await (member as (...given: unknown[]) => Promise<unknown>).apply(target, args),
          () => {
            throw new Error('the connection is lost');
          },
        );
    },
  });

/** The lease as a machine reaches it. */
export const reachedLease = (lease: Lease, machine: Machine): Lease =>
  reaching(lease, machine, 'the database');

/**
 * What is between a program and everything outside of it. It checks what only the leader may do.
 *
 * @param holder what the lease knows the program by
 * @param term the term in which the program leads
 */
export function networkOf(
  { world }: Setting,
  { lease, told }: SharedDatabase,
  machine: Machine,
  holder: string,
  term: number,
): Network {
  const { clock } = world;
  const leads = (): boolean => lease.holder() === holder && lease.term() === term;
  const unrecorded = (): number =>
    machine.disturbances() + UNRECORDED.reduce((sum, name) => sum + (world.faults.get(name) ?? 0), 0);
  return {
    store(store) {
      const checked = checkedMoves(store);
      const ports = Object.entries(checked).map(([name, port]) => [
        name,
        typeof port === 'object' ? reaching(port, machine, 'the database') : port,
      ]);
      return Object.fromEntries(ports) as Store;
    },
    gateway: (gateway) => ({
      async push(asked) {
        if (!leads())
          world.caught.push(`KES ${asked.amountKes} was pushed by ${holder}, which does not lead`);
        return await machine.reach(
          'the gateways',
          'push',
          () =>
            Promise.race([
              gateway.push(asked),
              clock
                .sleep(MAX_PUSH_MS - 1)
                .then(() => ({ kind: 'unknown', why: 'timed-out', evidence: NOTHING }) as const),
            ]),
          (tookEffect) =>
            tookEffect
              ? { kind: 'unknown', why: 'cut-off', evidence: NOTHING }
              : { kind: 'declined', cause: 'unreachable', gatewayMessage: undefined, evidence: NOTHING },
        );
      },
      query: (charge) =>
        machine.reach(
          'the gateways',
          'query',
          () => gateway.query(charge),
          () => ({
            kind: 'no-answer',
            why: 'timed-out',
            overloaded: false,
            retryAfterMs: undefined,
            evidence: NOTHING,
          }),
        ),
      close: () => gateway.close(),
    }),
    messenger: (messenger) => ({
      ...messenger,
      send: (message) =>
        machine.reach(
          'Telegram',
          'send',
          async () => {
            const delivery = await messenger.send(message);
            if (delivery.kind === 'delivered' && message.row.notice !== null) noteTold(message.row);
            return delivery;
          },
          () => ({ kind: 'later', afterMs: undefined, why: 'cut off' }),
        ),
      showCard: (...args) =>
        machine.reach(
          'Telegram',
          'showCard',
          () => messenger.showCard(...args),
          () => ({
            kind: 'later',
            afterMs: undefined,
            why: 'cut off',
          }),
        ),
    }),
    api: (api) => ({
      async call(method, payload, shape, options) {
        const aborted = new Promise<{ readonly kind: 'fault'; readonly why: string }>((resolve) => {
          options?.signal?.addEventListener('abort', () => resolve({ kind: 'fault', why: 'ended' }));
        });
        return await Promise.race([
          aborted,
          machine.reach(
            'Telegram',
            method,
            () => api.call(method, payload, shape, options),
            () => ({
              kind: 'fault' as const,
              why: 'cut off',
            }),
          ),
        ]);
      },
    }),
  };

  /** A notice may come twice at a takeover, and where what was told could not be recorded. */
  function noteTold({
    id,
    chatId,
    chargeId,
    notice,
  }: {
    id: number;
    chatId: number;
    chargeId: number | null;
    notice: string | null;
  }): void {
    const key = `${id} ${chatId} ${chargeId} ${notice}`;
    const by = `${holder} in term ${term}`;
    const before = told.get(key);
    told.set(key, { by, at: unrecorded() });
    if (before === undefined) return;
    if (before.by !== by) {
      const name = 'a notice is told again after a takeover or a start';
      world.faults.set(name, (world.faults.get(name) ?? 0) + 1);
    } else if (before.at === unrecorded())
      world.caught.push(`the ${notice} of #${chargeId} was told twice, and nobody took over`);
  }

  /** Checks, at the moment of its commit, what begins and what is given up. */
  function checkedMoves(store: Store): Store {
    return {
      ...store,
      charges: {
        ...store.charges,
        async move(move, effects) {
          const outcome = await store.charges.move(move, effects);
          if (outcome.kind !== 'moved') return outcome;
          const { id, pushedAt } = outcome.charge;
          if (move.to === 'pushing' && !leads())
            world.caught.push(`the push of #${id} was begun by ${holder}, which does not lead`);
          const isInterrupted = move.to === 'unknown' && move.detail['why'] === 'interrupted';
          if (isInterrupted && clock.real() < (pushedAt ?? 0) + MAX_PUSH_MS + RECORD_MS)
            world.caught.push(`#${id} was given up while its push could still be answered`);
          return outcome;
        },
      },
    };
  }
}

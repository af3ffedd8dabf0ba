import { dirname } from 'node:path';
import type { HttpAddress } from '../config/config.ts';
import { addBackupGauges, addGauges, addLeadGauges, type BackupFigures } from '../http/gauges.ts';
import { harmless, newMeters, newRegistry } from '../http/meters.ts';
import { httpApp } from '../http/http-app.ts';
import { judgeReadiness, type Readiness } from '../http/readiness.ts';
import { serveHttp } from '../http/server.ts';
import type { Timekeeper } from '../runtime/timekeeper.ts';
import type { BacklogFigures } from '../store/port/backlog.ts';
import type { Backups } from './backups.ts';
import type { Observation } from './observation.ts';
import { observedApi, observedGateway } from './observed-calls.ts';
import { observedStore } from './observed-store.ts';
import type { AppParts } from './parts.ts';
import { version } from './version.ts';

/** The store is read for whoever asks at most so often. */
const READ_EVERY_MS = 5_000;

/** What was read of the store for whoever asks. */
interface Reading {
  readonly backlog: BacklogFigures | undefined;
  readonly keys: Readiness['keys'];
  readonly held: boolean | undefined;
}

const UNREAD: Reading = { backlog: undefined, keys: 'unread', held: undefined };

/**
 * Wraps the ports, and serves what is measured.
 *
 * @throws OperatorError if the address cannot be used
 */
export async function observeAndServe(parts: AppParts, address: HttpAddress): Promise<Observation> {
  const { clock: machine } = parts;
  const registry = newRegistry();
  const meters = harmless(newMeters(registry), (error) =>
    parts.log.error({ err: error }, 'a figure could not be measured'),
  );
  const { store, committedAt } = observedStore(parts.store, meters, machine);
  let updatesAt: number | undefined;
  let clock: Timekeeper | undefined;
  const read = recentReading(parts, () => clock);
  const ago = (at: number | undefined): number | undefined =>
    at === undefined ? undefined : Math.max(0, machine.steady() - at);

  const readiness = async (): Promise<Readiness> => {
    const { backlog, keys } = await read();
    return judgeReadiness({
      hasStarted: clock !== undefined,
      sinceCommitMs: ago(committedAt()),
      sinceUpdateMs: ago(updatesAt),
      keys,
      schema: backlog === undefined ? 'unread' : 'ok',
      clockAgrees: clock?.agrees() ?? false,
      role: parts.role?.(),
    });
  };
  const { app, door } = httpApp({
    log: parts.log,
    callers: parts.live.webhookCallers,
    readiness,
    metrics: async () => ({ type: registry.contentType, text: await registry.metrics() }),
  });
  const server = await serveHttp(app, address);
  const endGauges = addGauges(registry, {
    readiness,
    backlog: async () => (await read()).backlog,
    held: async () => (await read()).held,
    diskFree: () => parts.freeRatio(dirname(parts.common.databasePath)),
    version: version(),
  });
  const tookOver = parts.role === undefined ? () => undefined : addLeadGauges(registry, parts.role);
  parts.log.info({ port: server.port }, 'the HTTP server is up');
  return {
    store,
    tookOver,
    openWebhook: door.open,
    api: (api) => observedApi(api, meters, () => (updatesAt = machine.steady())),
    gateway: (gateway, account) => observedGateway(gateway, account, meters),
    begin(time, scheduled) {
      clock = time;
      if (scheduled !== undefined) addBackupGauges(registry, backupFigures(time, scheduled));
    },
    async close() {
      endGauges();
      await server.close();
    },
  };
}

/** Before there is a backup, the time since the start counts. */
function backupFigures(clock: Timekeeper, { everyMs, lastAt }: Backups): BackupFigures {
  const startedAt = clock.now();
  return { everyMs, ageMs: () => Math.max(0, clock.now() - (lastAt() ?? startedAt)) };
}

/** Reads the store for whoever asks, and no more often than it is worth: a monitor that asks all the time costs the bot nothing. */
function recentReading(
  { store, keyring, clock: machine, log, role }: AppParts,
  timekeeper: () => Timekeeper | undefined,
): () => Promise<Reading> {
  let reading: Promise<Reading> | undefined;
  let readAt = 0;
  const readNow = async (): Promise<Reading> => {
    const clock = timekeeper();
    // The leader tells what waits. The figures of a former one would count twice.
    if (clock === undefined || role?.().kind === 'standby') return UNREAD;
    try {
      const backlog = await store.backlog.figures(clock.now(), clock.steady());
      const ids = await store.merchants.keyIds();
      const isMissing = ids.some((id) => keyring?.keyIds.includes(id) !== true);
      const held = (await store.restoreHold.since()) !== undefined;
      return { backlog, keys: isMissing ? 'missing' : 'ok', held };
    } catch (error) {
      log.warn({ err: error }, 'the store could not be read for whoever watches');
      return UNREAD;
    }
  };
  return () => {
    const now = machine.steady();
    if (reading === undefined || timekeeper() === undefined || now >= readAt + READ_EVERY_MS) {
      readAt = now;
      reading = readNow();
    }
    return reading;
  };
}

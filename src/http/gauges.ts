import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, Gauge, type Registry } from 'prom-client';
import { QUEUES, type BacklogFigures } from '../store/port/backlog.ts';
import type { Role } from '../runtime/role.ts';
import type { Readiness } from './readiness.ts';

/** What is read when somebody asks for the figures. */
export interface GaugeSources {
  /** Undefined while the store cannot be read: the last figures then stay away, rather than look fresh. */
  readonly backlog: () => Promise<BacklogFigures | undefined>;
  readonly readiness: () => Promise<Readiness>;
  /** Which part of the database's disk is free; undefined if it is not known. */
  readonly diskFree: () => Promise<number | undefined>;
  /** Whether pushes are held, as after a restore; undefined if it is not known. */
  readonly held: () => Promise<boolean | undefined>;
  readonly version: string;
}

const RESOLUTION_MS = 20;
const NANOSECONDS = 1e9;

/**
 * Adds the figures about the present.
 *
 * @returns ends the measuring of the event loop
 */
export function addGauges(
  registry: Registry,
  { backlog, readiness, diskFree, held, version }: GaugeSources,
): () => void {
  const registers = [registry];
  addBacklog(registry, backlog);
  addReadiness(registry, readiness);
  const disk: Gauge = new Gauge({
    name: 'tillbot_disk_free_ratio',
    help: "Which part of the database's disk is free.",
    registers,
    async collect() {
      disk.set((await diskFree()) ?? Number.NaN);
    },
  });
  const hold: Gauge = new Gauge({
    name: 'tillbot_pushes_held',
    help: '1 if pushes are held, because the database may lack what was sent last, else 0.',
    registers,
    async collect() {
      hold.set(Number((await held()) ?? Number.NaN));
    },
  });
  new Gauge({
    name: 'tillbot_info',
    help: 'The version that runs.',
    labelNames: ['version'],
    registers,
  }).set({ version }, 1);
  addProcess(registry);
  return addEventLoop(registry);
}

function addBacklog(registry: Registry, backlog: GaugeSources['backlog']): void {
  const gauge = (
    name: string,
    help: string,
    label: string,
    read: (figures: BacklogFigures) => Iterable<readonly [string, number]>,
  ): void => {
    const made: Gauge = new Gauge({
      name,
      help,
      labelNames: [label],
      registers: [registry],
      async collect() {
        const figures = await backlog();
        // Nothing is awaited from here on: whoever reads at the same time sees all of it.
        made.reset();
        for (const [text, value] of figures === undefined ? [] : read(figures)) made.labels(text).set(value);
      },
    });
  };
  gauge('tillbot_queue_waiting', 'How much waits in a queue.', 'queue', ({ queues }) =>
    QUEUES.map((queue) => [queue, queues[queue].waiting] as const),
  );
  gauge(
    'tillbot_queue_oldest_seconds',
    'How long the oldest that is due in a queue has waited.',
    'queue',
    ({ queues }) => QUEUES.map((queue) => [queue, queues[queue].oldestMs / 1_000] as const),
  );
  gauge('tillbot_charges_open', 'Charges by open state.', 'state', ({ openCharges }) => openCharges);
}

function addReadiness(registry: Registry, readiness: GaugeSources['readiness']): void {
  const registers = [registry];
  const gauge = (name: string, help: string, read: (state: Readiness) => number | null): void => {
    const made: Gauge = new Gauge({
      name,
      help,
      registers,
      async collect() {
        // Before there is a value, there is none to give.
        made.set(read(await readiness()) ?? Number.NaN);
      },
    });
  };
  gauge('tillbot_ready', '1 if /ready says so, else 0.', ({ ready }) => Number(ready));
  gauge(
    'tillbot_last_commit_age_seconds',
    'How long ago something was committed.',
    (state) => state.lastCommitAgeSeconds,
  );
  gauge(
    'tillbot_last_update_age_seconds',
    'How long ago Telegram gave updates, or said that there are none.',
    (state) => state.lastUpdateAgeSeconds,
  );
  gauge(
    'tillbot_clock_agrees',
    "1 if the machine's clock agrees with Telegram's, else 0.",
    ({ clock, role }) =>
      // A standby hears nothing from Telegram.
      role === 'standby' ? null : Number(clock === 'agrees'),
  );
}

function addProcess(registry: Registry): void {
  const registers = [registry];
  const memory: Gauge<'kind'> = new Gauge({
    name: 'tillbot_memory_bytes',
    help: 'Memory of the process.',
    labelNames: ['kind'],
    registers,
    collect() {
      const { rss, heapUsed, heapTotal, external } = process.memoryUsage();
      memory.set({ kind: 'resident' }, rss);
      memory.set({ kind: 'heap-used' }, heapUsed);
      memory.set({ kind: 'heap-total' }, heapTotal);
      memory.set({ kind: 'external' }, external);
    },
  });
  let counted = 0;
  const cpu: Counter = new Counter({
    name: 'tillbot_cpu_seconds_total',
    help: 'Processor time of the process.',
    registers,
    collect() {
      const { user, system } = process.cpuUsage();
      cpu.inc((user + system) / 1e6 - counted);
      counted = (user + system) / 1e6;
    },
  });
}

/**
 * Adds the figures about who leads, for a program that shares its database with others.
 *
 * @returns counts that this program took the lead from one that had not given it up
 */
export function addLeadGauges(registry: Registry, role: () => Role): () => void {
  const registers = [registry];
  const gauge = (
    name: string,
    help: string,
    read: (leader: Role & { kind: 'leader' }) => number,
    none: number,
  ) => {
    const made: Gauge = new Gauge({
      name,
      help,
      registers,
      collect() {
        const present = role();
        made.set(present.kind === 'leader' ? read(present) : none);
      },
    });
  };
  gauge('tillbot_leader', '1 if this program leads, 0 if it is a standby.', () => 1, 0);
  gauge('tillbot_lease_term', 'The term in which this program leads.', ({ term }) => term, Number.NaN);
  gauge(
    'tillbot_lease_age_seconds',
    'How long ago this program renewed its lease. It begins nothing from 8 s on.',
    ({ leaseAgeMs }) => leaseAgeMs / 1_000,
    Number.NaN,
  );
  const takeovers = new Counter({
    name: 'tillbot_takeovers_total',
    help: 'How often this program took the lead from one that had not given it up.',
    registers,
  });
  return () => takeovers.inc();
}

/** The backups that the bot makes. */
export interface BackupFigures {
  readonly everyMs: number;
  /** How old the last good one is. */
  ageMs(): number;
}

/** Adds the figures about backups, for a bot that makes them. */
export function addBackupGauges(registry: Registry, { everyMs, ageMs }: BackupFigures): void {
  const registers = [registry];
  const age: Gauge = new Gauge({
    name: 'tillbot_backup_age_seconds',
    help: 'How old the last good backup is.',
    registers,
    collect() {
      age.set(ageMs() / 1_000);
    },
  });
  new Gauge({ name: 'tillbot_backup_every_seconds', help: 'The time between two backups.', registers }).set(
    everyMs / 1_000,
  );
}

/** Each reading is about the time since the last one. Node measures the time between two looks, which are `RESOLUTION_MS` apart. */
function addEventLoop(registry: Registry): () => void {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  const gauge: Gauge<'of'> = new Gauge({
    name: 'tillbot_event_loop_delay_seconds',
    help: 'How late the event loop was, since the last reading.',
    labelNames: ['of'],
    registers: [registry],
    collect() {
      // There is no sample yet in the first milliseconds.
      const seconds = (nanoseconds: number): number =>
        delay.count === 0 ? 0 : Math.max(0, nanoseconds / NANOSECONDS - RESOLUTION_MS / 1_000);
      gauge.set({ of: 'median' }, seconds(delay.percentile(50)));
      gauge.set({ of: 'p99' }, seconds(delay.percentile(99)));
      gauge.set({ of: 'max' }, seconds(delay.max));
      delay.reset();
    },
  });
  return () => delay.disable();
}

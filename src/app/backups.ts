import type { BackupConfig } from '../config/config.ts';
import { trouble } from '../domain/trouble.ts';
import { backUpInThread, type BackupAnswer } from '../store/engines/sqlite/backup-thread.ts';
import { lastBackupAt } from '../store/engines/sqlite/scheduled-backup.ts';
import { tellOperators, type OperatorToldParts } from '../telegram/outbound/operator-told.ts';

/** The first one waits for the start to be over. */
const AFTER_START_MS = 60_000;
/** How soon a backup that failed is tried again. */
const AGAIN_MS = 10 * 60_000;
/** One failure is told. */
const RULE = { afterMs: 0, least: 1, gapMs: Number.POSITIVE_INFINITY };

/** The backups that the running bot makes. */
export interface Backups {
  readonly everyMs: number;
  /** When the last good one was made (epoch ms); undefined if there is none. */
  lastAt(): number | undefined;
  /** The last one was not made. */
  isFailing(): boolean;
  /** Makes them when they are due, until the end. */
  run(): Promise<void>;
}

export interface BackupsParts extends OperatorToldParts {
  readonly databasePath: string;
  readonly backups: BackupConfig;
  /** Aborted when the program must end. */
  readonly ending: AbortSignal;
}

/** Makes what makes backups. When the last one was made is known by the files: it survives a new start. */
export function scheduledBackups(parts: BackupsParts): Backups {
  const { databasePath, backups, clock, log, ending } = parts;
  const { everyMs, keep, folder } = backups;
  const failing = trouble(RULE);

  const note = async (answer: BackupAnswer): Promise<void> => {
    if (answer.kind === 'made') log.info({ path: answer.path, charges: answer.charges }, 'a backup was made');
    else log.error({ why: answer.why }, 'a backup failed');
    const change = answer.kind === 'made' ? failing.good() : failing.bad(clock.steady());
    if (change !== undefined)
      await tellOperators(
        (words) => ({ text: answer.kind === 'made' ? words.backupMade : words.backupNotMade(answer.why) }),
        parts,
      );
  };
  return {
    everyMs,
    lastAt: () => lastBackupAt(folder),
    isFailing: () => failing.isOn(),
    async run() {
      let waitMs = Math.max(AFTER_START_MS, untilDue(lastBackupAt(folder), clock.now(), everyMs));
      for (;;) {
        await clock.sleep(waitMs, ending);
        if (ending.aborted) return;
        const answer = await backUpInThread({ from: databasePath, folder, keep, at: clock.now() }, ending);
        // What the end cut off is no fault.
        if (ending.aborted) return;
        await note(answer);
        waitMs = answer.kind === 'made' ? everyMs : Math.min(AGAIN_MS, everyMs);
      }
    },
  };
}

/**
 * Returns how long to wait for the next backup. A last one that lies ahead was named by a wrong clock: nothing is known of when it was made,
 * so the next one is due.
 */
function untilDue(lastAt: number | undefined, now: number, everyMs: number): number {
  if (lastAt === undefined || lastAt > now) return 0;
  return Math.max(0, lastAt + everyMs - now);
}

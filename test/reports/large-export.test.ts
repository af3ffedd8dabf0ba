// @module-tag slow
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import readXlsxFile from 'read-excel-file/node';
import { expect, test } from 'vitest';
import { openStore } from '../../src/store/store.ts';
import { hire, tempFolder } from '../support/store.ts';

const COUNT = 100_000;
const FROM = Date.parse('2026-11-01T00:00:00+03:00');
const SPAN_MS = 30 * 86_400_000;

/** Makes a database in which a shop was paid 100,000 charges in a month. */
async function databaseOfAMonth(): Promise<string> {
  const path = join(tempFolder(), 'till.db');
  const store = openStore(path);
  await hire(store);
  store.close();
  const sqlite = new Database(path);
  const charge = sqlite.prepare(
    `INSERT INTO charges (merchant_id, number, ref, idempotency_key, state, msisdn, amount_kes, note, user_id, requested_at, created_at,
       created_steady_at, receipt, paid_at) VALUES (1, @n, @name, @name, 'paid', '254712345678', @kes, 'two bags of unga', 7, @at, @at, @at, @name, @at)`,
  );
  const message = sqlite.prepare(
    `INSERT INTO charge_messages (charge_id, merchant_id, chat_id, chat_kind, user_name, language)
       VALUES (@n, 1, 7, 'private', 'Asha', 'en')`,
  );
  const entry = sqlite.prepare(
    `INSERT INTO book_entries (merchant_id, charge_id, user_id, at, kind, amount_kes) VALUES (1, @n, 7, @at, 'confirmed', @kes)`,
  );
  sqlite.transaction(() => {
    for (let n = 1; n <= COUNT; n += 1) {
      const at = FROM + Math.floor((n / (COUNT + 1)) * SPAN_MS);
      const row = { n, name: `UKO${String(n).padStart(7, '0')}`, kes: 1 + (n % 1_000), at };
      charge.run(row);
      message.run({ n });
      entry.run(row);
    }
  })();
  sqlite.close();
  return path;
}

test.each(['xlsx', 'csv'])(
  '100,000 rows are exported as %s in less than 150 MiB on top of what the program has',
  async (format) => {
    const path = await databaseOfAMonth();
    const { stdout } = await promisify(execFile)(process.execPath, [
      join(import.meta.dirname, 'large-export.ts'),
      path,
      format,
    ]);
    const took = JSON.parse(stdout) as {
      readonly baseMib: number;
      readonly peakMib: number;
      readonly path: string;
    };
    expect(took.peakMib - took.baseMib).toBeLessThan(150);
    if (process.env['SHOW_EXPORT'] !== undefined) process.stderr.write(stdout);
    if (format === 'csv') return;
    const [charges] = await readXlsxFile(took.path);
    const total = charges?.data.slice(1).reduce((sum, row) => sum + Number(row[4]), 0);
    expect([charges?.data.length, total]).toEqual([COUNT + 1, 50_050_000]);
  },
);

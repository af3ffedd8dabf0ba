import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStore } from '../../src/store/store.ts';
import { restore } from '../../src/store/engines/sqlite/backup.ts';
import { askMonitor, seriesIn, sumOf } from '../support/monitoring.ts';
import { asha, openShop, type Shop } from '../support/shop.ts';
import { tempFolder } from '../support/store.ts';

const HOUR = 3_600_000;
const made = (folder: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.db'))
        .toSorted()
    : [];
/** How many backups the shop's log tells of. */
const told = (shop: Shop): number =>
  shop.log.lines.filter(({ message }) => message === 'a backup was made').length;

async function next(shop: Shop): Promise<void> {
  const before = told(shop);
  shop.skip(HOUR);
  await shop.until('a backup is made', () => told(shop) > before);
  // The wait for the next one begins.
  await shop.pass(2_000);
}

test('the running bot makes backups that can be restored, and keeps the newest ones', async () => {
  const folder = join(tempFolder(), 'b');
  const shop = await openShop({ httpPort: 0, backupsIn: () => ({ everyMs: HOUR, keep: 2, folder }) });
  const chat = shop.chat(asha.id);
  await chat.sees(/Waiting/, chat.say('/charge 0712345678 500'));
  const metric = async (name: string) =>
    sumOf(seriesIn(await (await askMonitor(shop.log, '/metrics')).text()), name);
  for (let n = 0; n < 3; n += 1) await next(shop);
  expect(made(folder)).toHaveLength(2);
  expect(await metric('tillbot_backup_every_seconds')).toBe(3_600);
  expect(await metric('tillbot_backup_age_seconds')).toBeLessThan(3_600);
  expect((await chat.sees(/^This bot/, chat.say('/operator'))).text).toMatch(/^Last backup: .*\d{2}:\d{2}$/m);
  await shop.stop();
  const to = join(tempFolder(), 'till.db');
  restore(join(folder, made(folder).at(-1) ?? ''), to);
  const store = openStore(to);
  expect(await store.chargeQueries.byId(1)).toMatchObject({ state: 'unconfirmed', amountKes: 500 });
  expect(await store.restoreHold.since()).toBeDefined();
  store.close();
});

test('a new start makes no backup before it is due', async () => {
  const folder = join(tempFolder(), 'b');
  const shop = await openShop({ backupsIn: () => ({ everyMs: 24 * HOUR, keep: 2, folder }) });
  await next(shop);
  await shop.stop();
  await shop.start();
  shop.skip(HOUR);
  await shop.pass(20_000);
  expect(told(shop)).toBe(1);
  shop.skip(23 * HOUR);
  await shop.until('the next is made', () => told(shop) === 2);
});

test('a backup that cannot be made is told once, tried again, and told when it is made', async () => {
  const folder = join(tempFolder(), 'b');
  writeFileSync(folder, 'in the way');
  const shop = await openShop({ backupsIn: () => ({ everyMs: HOUR, keep: 2, folder }) });
  const chat = shop.chat(asha.id);
  const failures = () => shop.log.lines.filter(({ message }) => message === 'a backup failed').length;
  for (let n = 1; n <= 3; n += 1) {
    shop.skip(HOUR);
    await shop.until('it has been tried', () => failures() >= n);
    // The wait for the next one begins.
    await shop.pass(2_000);
  }
  await chat.sees(/^⚠️ The backup of this bot was not made: /);
  expect((await chat.sees(/^This bot/, chat.say('/operator'))).text).toContain(
    '⚠️ The last backup was not made.',
  );
  rmSync(folder);
  await next(shop);
  await chat.sees(/^✅ The backup of this bot is made again\./);
  expect(chat.texts().filter((text) => text.includes('was not made: '))).toHaveLength(1);
});

test('without BACKUP_EVERY nothing is copied', async () => {
  const shop = await openShop();
  shop.skip(48 * HOUR);
  await shop.pass(20_000);
  const chat = shop.chat(asha.id);
  expect((await chat.sees(/^This bot/, chat.say('/operator'))).text).toContain('none planned (BACKUP_EVERY)');
  expect(existsSync(join(shop.databasePath(), '..', 'backups'))).toBe(false);
});

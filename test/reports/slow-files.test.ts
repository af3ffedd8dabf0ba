import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { fileFolder } from '../../src/reports/file-folder.ts';
import type { MadeFile } from '../../src/reports/made-file.ts';
import { slowFiles } from '../../src/reports/slow-files.ts';
import { manualClock } from '../support/manual-clock.ts';
import { tempFolder } from '../support/store.ts';

const request = (id: number) => ({ id, onProgress: () => undefined });

/** A file that is made when the test says so. */
function making() {
  const ready = Promise.withResolvers<MadeFile>();
  let begun = 0;
  const make = async (): Promise<MadeFile> => {
    begun += 1;
    return await ready.promise;
  };
  return { ready, make, begun: () => begun };
}

const file = (dispose = async () => undefined): MadeFile => ({
  kind: 'document',
  filename: 'f.csv',
  source: 'f',
  dispose,
});

test('a file that is made soon is given at once', async () => {
  const made = file();
  expect(await slowFiles(manualClock())(request(1), async () => made)).toBe(made);
});

test('a file that takes long is made once, while the chat goes on, and given when it is asked for again', async () => {
  const clock = manualClock();
  const slowly = slowFiles(clock);
  const { ready, make, begun } = making();
  const first = slowly(request(1), make);
  await clock.advance(2_000);
  expect(await first).toEqual({ kind: 'being-made' });
  const second = slowly(request(1), make);
  const made = file();
  ready.resolve(made);
  expect(await second).toBe(made);
  expect(begun()).toBe(1);
  // It was fetched: the same message asks anew if its upload failed.
  const again = making();
  again.ready.resolve(made);
  expect(await slowly(request(1), again.make)).toBe(made);
  expect(again.begun()).toBe(1);
});

test('files are made one after another, also after one that fails', async () => {
  const clock = manualClock();
  const slowly = slowFiles(clock);
  const [one, two] = [making(), making()];
  const first = slowly(request(1), one.make);
  const second = slowly(request(2), two.make);
  await Promise.resolve();
  expect([one.begun(), two.begun()]).toEqual([1, 0]);
  one.ready.reject(new Error('the disk is full'));
  await expect(first).rejects.toThrow('the disk is full');
  const made = file();
  two.ready.resolve(made);
  expect(await second).toBe(made);
});

test('a file that nobody fetches is deleted', async () => {
  const clock = manualClock();
  const slowly = slowFiles(clock);
  const { ready, make } = making();
  let disposed = 0;
  const first = slowly(request(1), make);
  await clock.advance(2_000);
  await first;
  ready.resolve(file(async () => void (disposed += 1)));
  await clock.advance(16 * 60_000);
  await slowly(request(2), async () => file());
  await Promise.resolve();
  expect(disposed).toBe(1);
});

test('the folder is private, and is emptied at the next start', async () => {
  const path = join(tempFolder(), 'till.db.files');
  const folder = fileFolder(path);
  expect(existsSync(path)).toBe(false);
  const [one, two] = [folder.newPath('xlsx'), folder.newPath('csv')];
  expect([dirname(one), one === two]).toEqual([path, false]);
  expect(statSync(path).mode & 0o777).toBe(0o700);
  writeFileSync(one, 'x');
  writeFileSync(two, 'x');
  await folder.remove(one);
  expect(readdirSync(path)).toHaveLength(1);
  fileFolder(path);
  expect(existsSync(path)).toBe(false);
});

import { existsSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ageOfHealthFile, withHealthFile } from '../../src/runtime/health-file.ts';
import { tempFolder } from '../support/store.ts';
import { until } from '../support/until.ts';

describe('the health file', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
  afterEach(() => void vi.useRealTimers());

  test('is there while the program runs, is written again and again, and goes with it', async () => {
    const path = join(tempFolder(), 'health');
    const code = await withHealthFile(path, async () => {
      expect(ageOfHealthFile(path, statSync(path).mtimeMs + 5_000)).toBe(5_000);
      utimesSync(path, 1, 1);
      vi.advanceTimersByTime(10_000);
      const isWritten = () => /^\d{4}-\d\d-\d\dT\S+Z\n$/.test(readFileSync(path, 'utf8'));
      await until('it is written again', () => isWritten() && statSync(path).mtimeMs > 1_000);
      return 7;
    });
    expect(code).toBe(7);
    expect(existsSync(path)).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('goes with a program that fails', async () => {
    const path = join(tempFolder(), 'health');
    const failing = withHealthFile(path, () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    expect(existsSync(path)).toBe(false);
  });

  test('is not written where none is named', async () => {
    expect(await withHealthFile(undefined, () => Promise.resolve(7))).toBe(7);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('that a killed program left behind is taken over, and any other file is left alone', async () => {
    const path = join(tempFolder(), 'health');
    for (const left of ['', '2026-11-28T02:15:02.969Z\n']) {
      writeFileSync(path, left);
      expect(await withHealthFile(path, () => Promise.resolve(7))).toBe(7);
    }
    for (const other of [
      'SQLite format 3\0',
      "BOSMI_API_KEY='x'\n",
      '\n',
      '2026-11-28T02:15:02.969Z\nmore\n',
    ]) {
      writeFileSync(path, other);
      const started = withHealthFile(path, () => Promise.resolve(7));
      await expect(started).rejects.toThrow(/is another file already\. Name one that is not there\.$/);
      expect(readFileSync(path, 'utf8')).toBe(other);
    }
    await expect(withHealthFile('/dev/null', () => Promise.resolve(7))).rejects.toThrow(
      /is another file already/,
    );
    expect(existsSync('/dev/null')).toBe(true);
  });

  test('that cannot be written ends the start with the reason', async () => {
    const started = withHealthFile('/proc/nowhere/health', () => Promise.resolve(7));
    await expect(started).rejects.toThrow(
      /^HEALTH_FILE=\/proc\/nowhere\/health cannot be written \(ENOENT\)\./,
    );
  });
});

test.each([
  [0, 'healthy'],
  [60_000, 'healthy'],
  [60_001, 'Nothing wrote'],
  [-60_000, 'healthy'],
  [-60_001, 'Nothing wrote'],
])('a program whose file is %i ms old is: %s', async (age, verdict) => {
  const path = join(tempFolder(), 'health');
  const said = await withHealthFile(path, () => {
    try {
      ageOfHealthFile(path, statSync(path).mtimeMs + age);
      return Promise.resolve('healthy');
    } catch (error) {
      return Promise.resolve(String(error));
    }
  });
  expect(said).toContain(verdict);
});

test('a program without its file does not run', () => {
  expect(() => ageOfHealthFile('/nowhere/health', 0)).toThrow(
    /^There is no \/nowhere\/health: Tillbot does not run/,
  );
});

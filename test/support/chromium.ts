import { existsSync } from 'node:fs';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** The path of Chromium, or undefined if there is none. */
    chromium: string | undefined;
  }
}

/** Looks for Chromium once for all tests. Without it browser tests are skipped, unless REQUIRE_CHROMIUM is set. */
export function setup(project: TestProject): void {
  const path = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
  const isThere = existsSync(path);
  if (!isThere && process.env['REQUIRE_CHROMIUM'] !== undefined) {
    throw new Error(`There is no Chromium at ${path}, and REQUIRE_CHROMIUM is set.`);
  }
  if (!isThere) {
    process.stderr.write(
      `Browser tests are skipped: there is no Chromium at ${path} (set CHROMIUM_PATH if it is elsewhere).\n`,
    );
  }
  project.provide('chromium', isThere ? path : undefined);
}

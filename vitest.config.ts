import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/chromium.ts'],
    // End-to-end tests wait for what they expect to see; this is only when to stop waiting, on a busy machine.
    testTimeout: 60_000,
    hookTimeout: 30_000,
  },
});

import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/{charge,gateway,till}/**/*.test.ts'],
    setupFiles: ['test/mutation/setup.ts'],
  },
});

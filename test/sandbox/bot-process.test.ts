// @module-tag slow
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startBotProcess } from '../../src/sandbox/bot-process.ts';
import { tempFolder } from '../support/store.ts';

test('a bot that cannot even be started says why', async () => {
  const logFile = join(tempFolder(), 'bot.log');
  const bot = startBotProcess({
    folder: '/nowhere',
    environment: {},
    logFile,
    onStatus: () => undefined,
  });
  await expect(bot.failed).rejects.toThrow(/does not start:\nspawn .* ENOENT/);
  await bot.stop();
  expect(readFileSync(logFile, 'utf8')).toContain('ENOENT');
});

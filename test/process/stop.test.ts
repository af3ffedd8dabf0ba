// @module-tag slow
import { expect, test } from 'vitest';
import { liveWorld } from '../support/live.ts';
import { until } from '../support/until.ts';

test('a bot that is stopped in the middle of a push records an answer in time, and announces the payment later', async () => {
  const { start, bosmi, chat, pushes } = await liveWorld();
  const answer = Promise.withResolvers<void>();
  bosmi.faults.add({ kind: 'held', until: answer.promise });
  const program = await start();
  chat.say('/charge 0712345678 500');
  await until('the push is under way', () => pushes().length === 1);
  program.kill('SIGTERM');
  await program.prints(/"end":"SIGTERM","msg":"stopping"/);
  expect(program.output()).not.toContain('"pushed"');
  answer.resolve();
  expect(await program.ended()).toEqual({ code: 0, signal: null });
  expect(program.output()).toMatch(/"outcome":"accepted".*"recorded":"moved","msg":"pushed"/);

  bosmi.pay(bosmi.latest('0712345678')!.id);
  await start();
  await chat.sees(/^✅ Paid: KES 500/);
  expect(pushes()).toHaveLength(1);
});

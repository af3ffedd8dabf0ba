import type { BosmiRequest } from '../../src/sandbox/bosmi/server.ts';
import { mentions } from './promises.ts';
import { pause } from './quiescence.ts';
import { FIRST, SECOND } from './shop.ts';
import type { Command, World } from './world.ts';

/** Long: a machine may be busy. */
const PATIENCE_MS = 40_000;
/** More than a shop pushes at a time. */
const HELD = 6;

/**
 * Lets the second shop charge while the gateway answers nothing to the first. Returns the broken promises: the payment of the second shop must be
 * told while the first shop still waits for the answer to its push.
 */
export async function chargeBeside(world: World): Promise<readonly string[]> {
  const { bosmi } = world;
  const { promise: isReleased, resolve: release } = Promise.withResolvers<void>();
  const { promise: isHeld, resolve: hold } = Promise.withResolvers<BosmiRequest>();
  const ended = new Set<BosmiRequest>();
  const isFirsts = ({ body }: BosmiRequest): boolean => body['api_key'] === FIRST.account.apiKey;
  bosmi.faults.add({ kind: 'held', until: isReleased }, isFirsts, Number.POSITIVE_INFINITY);
  const stops = [
    bosmi.onCheckpoint((request, moment) => {
      if (isFirsts(request) && request.endpoint === 'push' && moment === 'before') hold(request);
    }),
    bosmi.onRequest((request) => void ended.add(request)),
  ];
  try {
    for (let count = 0; count < HELD; count += 1) world.command('soon', FIRST);
    const held = await Promise.race([isHeld, pause(PATIENCE_MS)]);
    if (held === undefined) return ['the first shop pushed nothing, so nobody had to wait for it'];
    const command = world.command('soon', SECOND);
    if (!(await isTold(world, command)) || ended.has(held))
      return [`/charge ${command.phone} ${command.amount} of ${SECOND.name} waited for ${FIRST.name}`];
    return [];
  } finally {
    release();
    for (const stop of stops) stop();
  }
}

/** Waits until the chat is told that a command is paid. Returns false if that takes too long. */
async function isTold({ telegram }: World, { chatId, amount }: Command): Promise<boolean> {
  const waitEnd = new AbortController();
  const { promise, resolve } = Promise.withResolvers<true>();
  const stop = telegram.onChange(({ chat, from, text = '' }) => {
    if (chat.id === chatId && from.is_bot && text.startsWith('✅ Paid') && mentions(text, amount))
      resolve(true);
  });
  const told = await Promise.race([promise, pause(PATIENCE_MS, waitEnd.signal)]);
  waitEnd.abort();
  stop();
  return told === true;
}

import { z } from 'zod';
import type { HttpAddress } from '../../config/config.ts';
import type { Finding } from './finding.ts';

const TIMEOUT_MS = 5_000;
const state = z.looseObject({ ready: z.boolean(), reasons: z.array(z.string()) });

/** Asks the bot on this machine whether it is ready. */
export async function checkBot({ host, port }: HttpAddress): Promise<Finding> {
  const about = 'bot';
  // An address on which a server listens everywhere is none to ask at.
  const at =
    host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host.includes(':') ? `[${host}]` : host;
  try {
    const answer = await fetch(`http://${at}:${port}/ready`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    const { ready, reasons } = state.parse(await answer.json());
    return ready
      ? { about, result: 'ok', what: 'The bot runs, and is ready.' }
      : { about, result: 'failed', what: ['The bot runs, and is not ready.', ...reasons].join('\n') };
  } catch {
    return {
      about,
      result: 'warning',
      what: `The bot does not answer on port ${port}: it does not run, or began with other settings.`,
      remedy: 'If it should run, look at its log and start it.',
    };
  }
}

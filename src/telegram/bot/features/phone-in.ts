import { code, fmt } from 'telegraf/format';
import { readPhone, type Msisdn } from '../../../domain/msisdn.ts';
import { oneLine } from '../../../domain/one-line.ts';
import { lines } from '../../outbound/payload.ts';
import type { Turn } from '../turn.ts';
import { nameIn, type Named } from './command.ts';

/** Reads the phone after a command, or says what is wrong with it. */
export function phoneIn(turn: Turn, payload: string, command: Named): Msisdn | undefined {
  const text = oneLine(payload, Number.POSITIVE_INFINITY);
  const phone = readPhone(text);
  if (phone.kind === 'phone') return phone.msisdn;
  turn.say(
    lines(
      turn.words.refusedPhone[phone.reason](oneLine(text, 40)),
      fmt`${turn.words.example} ${code(`/${nameIn(turn.words.language, command)} 0712345678`)}`,
    ),
  );
  return undefined;
}

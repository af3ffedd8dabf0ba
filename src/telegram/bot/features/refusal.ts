import { code, fmt } from 'telegraf/format';
import { toLocal } from '../../../domain/msisdn.ts';
import { MAX_NOTE_LENGTH, type ChargeRequest } from '../../../domain/charge-request.ts';
import { oneLine } from '../../../domain/one-line.ts';
import type { ChatKind } from '../../../domain/charge.ts';
import { lines } from '../../outbound/payload.ts';
import type { Turn } from '../turn.ts';
import type { Text, Locale } from '../../locales/locale.ts';
import { CHARGE_COMMAND, nameIn } from './command.ts';

/** The most of a wrong text that the bot repeats, in characters. */
const MAX_QUOTED = 40;
/** What a right command looks like after `/charge`. */
export const EXAMPLE = '0712345678 500';

type RefusedRequest = ChargeRequest & { kind: 'refused' };

/** Says what was wrong with a command, with a right example made from what was right in it. */
export function refusal(
  { words, chatKind }: Pick<Turn, 'words' | 'chatKind'>,
  request: RefusedRequest,
): Text {
  const [problem, example] = problemOf(words, request, chatKind);
  return lines(
    problem,
    fmt`${words.example} ${code(`/${nameIn(words.language, CHARGE_COMMAND)} ${example}`)}`,
  );
}

function problemOf(
  words: Locale,
  request: RefusedRequest,
  chatKind: ChatKind,
): readonly [problem: string, example: string] {
  switch (request.what) {
    case 'phone':
      return [words.refusedPhone[request.reason](quoted(request.text)), EXAMPLE];
    case 'amount': {
      // In a group others read along, so a customer's number is not repeated.
      const example = chatKind === 'private' ? `${toLocal(request.msisdn)} 500` : EXAMPLE;
      return [words.refusedAmount[request.reason](quoted(request.text)), example];
    }
    case 'note':
      return [words.noteTooLong(request.length, MAX_NOTE_LENGTH), EXAMPLE];
  }
}

/** Shortens what a person wrote to a length that the bot can repeat. */
export const quoted = (text: string): string => oneLine(text, MAX_QUOTED);

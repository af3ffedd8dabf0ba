import { readAmount } from '../../src/domain/amount.ts';
import { phoneAgrees, readPhone, type Msisdn } from '../../src/domain/msisdn.ts';
import { readSearch } from '../../src/domain/charge-search.ts';
import { readMpesaMessage } from '../../src/domain/mpesa-message.ts';
import { readChargeRequest } from '../../src/domain/charge-request.ts';
import { oneLine } from '../../src/domain/one-line.ts';
import { phonesInVcard } from '../../src/domain/vcard.ts';
import { readPushAnswer, readQueryAnswer } from '../../src/gateway/bosmi/responses.ts';
import { redactRaw, secretValues } from '../../src/gateway/evidence.ts';
import { newLog, newSecrets } from '../../src/runtime/log.ts';
import { decodeCallbackData } from '../../src/telegram/bot/callback-data.ts';
import { commandsIn } from '../../src/telegram/bot/features/command.ts';

/** All functions that read text of other people. */
const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  readChargeRequest,
  readAmount,
  readSearch,
  readMpesaMessage: (text) => readMpesaMessage(`UKO4H7XK2P Confirmed. ${text}`),
  readPhone,
  phonesInVcard: (text) => phonesInVcard(`TEL;${text}`),
  readPushAnswer,
  readQueryAnswer: (text) => readQueryAnswer(text, '254712345678' as Msisdn),
  decodeAction: decodeCallbackData,
  commandsIn,
  oneLine: (text) => oneLine(text, 120),
  phoneAgrees: (text) => phoneAgrees('254712345678' as Msisdn, text),
  redactRaw: (text) =>
    redactRaw(text, secretValues('Sd4#k[HFS', 'mama@duka.example'), '254712345678' as Msisdn),
  log: (text) => newLog('info', newSecrets('Sd4#k[HFS'), { write: () => undefined }).info({ text }, ''),
};

/** Pieces whose repetition makes a bad pattern read the same characters many times. */
const PIECES = [
  'KES |kes|5|0|,|.| |\t|-|(|+|/|\\|%|%25|&amp;|"|[|{"a":',
  '5 00 |1,000|1,|1.| ,|7 |07|254|712345678 |12345:|*|x*|\u0301|\u200b',
  'tel:|https://wa.me/|wa.me/1|?|#|:|,;|500 only |bob |=|k |1k| - |\u200btel:|\nTEL;|\n/charge |\n |"a";',
  '\u200d|\ud800|Sd4|%253|\\u0037|🧺| 0712|a |- |0 |/= |send:|📝\n',
].flatMap((pieces) => pieces.split('|'));
const BEFORE = ['', '0712345678 ', '0712345678 500 ', '5', 'KES 5', '"', '{"status":0,"amount":"'];
const AFTER = ['', 'x', '"}'];

const FIRST_LENGTH = 1 << 12;
const LAST_LENGTH = 1 << 16;
/** A shorter measurement is too inexact. */
const LEAST_MS = 4;
/** Twice the text may cost this many times as much. Twice is linear, four times quadratic. */
const MOST_GROWTH = 3.3;

/** The shortest time of a few runs, so that other work of the machine does not count. */
function timeOf(act: () => unknown): number {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 3; run += 1) {
    const begun = performance.now();
    act();
    least = Math.min(least, performance.now() - begun);
  }
  return least;
}

/** Returns by how much the cost grows when the text doubles, or 0 if the growth is about linear or too small to measure. */
function growthOf(read: (text: string) => unknown, make: (length: number) => string): number {
  let before = 0;
  let growth = 0;
  for (let length = FIRST_LENGTH; length <= LAST_LENGTH; length *= 2) {
    const text = make(length);
    const ms = timeOf(() => read(text));
    growth = before >= LEAST_MS ? ms / before : 0;
    // Two measurements rule out an accident.
    if (growth > MOST_GROWTH && timeOf(() => read(text)) / before > MOST_GROWTH) return growth;
    before = ms;
  }
  return 0;
}

/** Measures every reader on texts of repeated pieces. Returns those whose cost grows faster than the text. */
export function notLinear(): { readonly measured: number; readonly slow: readonly string[] } {
  const slow: string[] = [];
  let measured = 0;
  for (const [name, read] of Object.entries(READERS)) {
    for (const before of BEFORE) {
      for (const piece of PIECES) {
        for (const after of AFTER) {
          measured += 1;
          const make = (length: number): string => before + piece.repeat(length / piece.length) + after;
          const growth = growthOf(read, make);
          if (growth > 0)
            slow.push(`${name} of ${JSON.stringify([before, piece, after])}: ${growth.toFixed(1)} times`);
        }
      }
    }
  }
  return { measured, slow };
}

import { readPhone, type Msisdn } from './msisdn.ts';

/** A line that a long one was broken into begins with white space (RFC 6350, section 3.2). */
const FOLD = /\r?\n[ \t]/g;
/** `TEL;TYPE=CELL:+254…`, `item1.TEL;waid=254…:0712…`, `TEL;VALUE=uri:tel:+254…`; a quoted parameter may hold a colon. */
const TEL_LINE = /^(?:[\w-]+\.)?TEL(?:;(?:"[^"]*"|[^":])*)?:(.*)$/i;

/** The Kenyan mobile numbers of a vCard (RFC 6350, and the older versions that phones write), each once, in its order. */
export function phonesInVcard(vcard: string): readonly Msisdn[] {
  const phones = vcard
    .replace(FOLD, '')
    .split(/\r?\n/)
    .flatMap((line) => {
      const reading = readPhone(TEL_LINE.exec(line)?.[1] ?? '');
      return reading.kind === 'phone' ? [reading.msisdn] : [];
    });
  return [...new Set(phones)];
}

import { readPhone, stripSeparators } from './msisdn.ts';
import { oneLine } from './one-line.ts';
import { isPlausibleReceipt } from './receipt.ts';

/** What is known of a number: the digits with which its inside form (`2547…`) begins and ends. Between them may be more. */
export interface ShownPhone {
  readonly begins: string;
  readonly ends: string;
}

/** What an M-Pesa message says of a payment. Anybody can write such a message, so it proves nothing. */
export interface MpesaMessage {
  readonly receipt: string;
  /** In whole shillings; undefined if it names none, or one with cents, which this till never charges. */
  readonly amountKes: number | undefined;
  /** Who wrote the customer's number: `received` is a message to the shop, `sent` one to the customer, which names the shop. */
  readonly direction: 'received' | 'sent';
  /** The customer's number, perhaps masked; undefined if the message does not show it. */
  readonly customer: ShownPhone | undefined;
}

/** A message has at most a few hundred characters. What follows is cut off. */
const MAX_LENGTH = 1_000;
/** The receipt, and the word that follows it in English and in Kiswahili. */
const CONFIRMED =
  /(?<![a-z\d])([a-z\d]{8,12})[ .,:;-]{1,4}(?:is )?(?:confirmed|imethibitishwa|umethibitishwa|yamethibitishwa)(?![a-z])/i;
/** `Ksh500.00`, `KES 1,500`, `Ksh. 1,500.00`. */
const AMOUNT = /(?:ksh|kes|kshs|sh)\.? ?(\d[\d,]{0,12})(?:\.(\d{2}))?(?!\d)/i;
const RECEIVED = /(?<![a-z])(?:received|umepokea|imepokelewa|zimepokelewa|yamepokelewa|kutoka)(?![a-z])/i;
const SENT =
  /(?<![a-z])(?:sent to|paid to|paid for|imetumwa|umetuma|zimetumwa|imelipwa|umelipa|zimelipwa|kulipa|kwenda)(?![a-z])/i;
/** What follows the payer: the date, or the new balance. */
const AFTER_PAYER = / (?:on|mnamo|tarehe|salio)(?= |$)/i;
/** The payer's number stands before or after a name of a few words. */
const PAYER_WORDS = 12;
/** A number with a run of hidden digits: `0712***678`, `254712xxx678`. */
const MASKED = /^\+?(\d{1,9})[*xX•]{2,8}(\d{2,6})$/;

/**
 * Reads an M-Pesa message that a person pasted, in Safaricom's English and Kiswahili forms: to the shop ("received from", "umepokea …
 * kutoka kwa") and to the customer ("sent to", "paid to", "imetumwa kwa", "imelipwa kwa"). Returns undefined for any other text.
 *
 * @example readMpesaMessage('UKO4H7XK2P Confirmed. Ksh500.00 received from JANE W 0712***678 on 24/11/26 at 2:05 PM')
 */
export function readMpesaMessage(text: string): MpesaMessage | undefined {
  const line = oneLine(text, MAX_LENGTH);
  const found = CONFIRMED.exec(line);
  const receipt = found?.[1]?.toUpperCase() ?? '';
  if (found === null || !isPlausibleReceipt(receipt)) return undefined;
  const rest = line.slice(found.index + found[0].length);
  const received = RECEIVED.exec(rest);
  const sent = SENT.exec(rest);
  if (received === null && sent === null) return undefined;
  const isReceived = received !== null && (sent === null || received.index < sent.index);
  return {
    receipt,
    amountKes: amountIn(rest),
    direction: isReceived ? 'received' : 'sent',
    customer: isReceived ? customerIn(rest.slice(received.index)) : undefined,
  };
}

/** The first amount is that of the payment: balance and cost follow. */
function amountIn(text: string): number | undefined {
  const [, whole = '', cents = '00'] = AMOUNT.exec(text) ?? [];
  const shillings = Number(whole.replaceAll(',', ''));
  return whole === '' || cents !== '00' || shillings === 0 ? undefined : shillings;
}

function customerIn(text: string): ShownPhone | undefined {
  const end = AFTER_PAYER.exec(text)?.index ?? text.length;
  for (const word of text.slice(0, end).split(/[ ,;]/, PAYER_WORDS)) {
    const shown = shownPhone(word.replace(/\.+$/, ''));
    if (shown !== undefined) return shown;
  }
  return undefined;
}

function shownPhone(word: string): ShownPhone | undefined {
  const compact = stripSeparators(word);
  const whole = readPhone(compact);
  if (whole.kind === 'phone') return { begins: whole.msisdn, ends: '' };
  const [, begin, ends = ''] = MASKED.exec(compact) ?? [];
  if (begin === undefined) return undefined;
  const begins = begin.startsWith('254') ? begin : `254${begin.replace(/^0/, '')}`;
  return begins.length + ends.length > 12 ? undefined : { begins, ends };
}

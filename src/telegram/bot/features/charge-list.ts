import { bold } from 'telegraf/format';
import { formatKes } from '../../../domain/amount.ts';
import type { Charge } from '../../../domain/charge.ts';
import { oneLine } from '../../../domain/one-line.ts';
import type { Toward } from '../../../store/port/charge-queries.ts';
import { lines, type Keyboard } from '../../outbound/payload.ts';
import { phoneFor } from '../../outbound/render.ts';
import type { Text } from '../../locales/locale.ts';
import type { BotServices } from '../bot-services.ts';
import { button, type CallbackAction } from '../callback-data.ts';
import type { Turn } from '../turn.ts';

/** How many charges a page shows: it fits on a phone's screen. */
export const PAGE = 8;
const BUTTONS_IN_ROW = 4;
/** The most of a note that a line shows. */
const NOTE_SHOWN = 40;

/** A page of a list of charges. */
export interface Page {
  /** The newest first. */
  readonly charges: readonly Charge[];
  readonly hasNewer: boolean;
  readonly hasOlder: boolean;
}

/**
 * Makes a page of charges that were looked up toward older or newer ones.
 *
 * @param found in the order of the look-up, with one more than a page shows if there is more
 * @param isFirst whether the look-up began with the latest charge
 */
export function pageOf(found: readonly Charge[], toward: Toward, isFirst: boolean): Page {
  const isMore = found.length > PAGE;
  const shown = found.slice(0, PAGE);
  return toward === 'older'
    ? { charges: shown, hasNewer: !isFirst, hasOlder: isMore }
    : { charges: shown.toReversed(), hasNewer: isMore, hasOlder: true };
}

/** The text of a page: two lines a charge, which fit on a phone. */
export function pageText(
  { time }: BotServices,
  { words, at, chatKind }: Turn,
  title: string,
  { charges }: Page,
  below?: string,
): Text {
  const entries = charges.flatMap((charge) => {
    const note = charge.note === null ? '' : ` · ${oneLine(charge.note, NOTE_SHOWN)}`;
    return [
      `#${charge.number} · ${formatKes(charge.amountKes)} · ${phoneFor(chatKind, charge.msisdn)}`,
      `${time.moment(charge.paidAt ?? charge.createdAt, at, words.locale)} · ${words.event[charge.state]}${note}`,
    ];
  });
  return lines(bold(title), ...entries, below);
}

/** The buttons of a page: one opens each charge, and those that turn the page. */
export function pageRows(
  { words }: Turn,
  { charges, hasNewer, hasOlder }: Page,
  turnPage?: (toward: Toward, beside: Charge) => CallbackAction,
): Keyboard {
  const opens = charges.map((charge) => button(`#${charge.number}`, { kind: 'open', charge: charge.ref }));
  const rows = Array.from({ length: Math.ceil(opens.length / BUTTONS_IN_ROW) }, (_, row) =>
    opens.slice(row * BUTTONS_IN_ROW, (row + 1) * BUTTONS_IN_ROW),
  );
  const [first, last] = [charges[0], charges.at(-1)];
  if (turnPage === undefined || first === undefined || last === undefined) return rows;
  const turns = [
    ...(hasNewer ? [button(`‹ ${words.buttons.newer}`, turnPage('newer', first))] : []),
    ...(hasOlder ? [button(`${words.buttons.older} ›`, turnPage('older', last))] : []),
  ];
  return turns.length === 0 ? rows : [...rows, turns];
}

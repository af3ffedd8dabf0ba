import { bold } from 'telegraf/format';
import { formatKes } from '../../../domain/amount.ts';
import { isMismatchOpen, type Charge } from '../../../domain/charge.ts';
import type { Membership } from '../../../store/port/members.ts';
import { lines, type Keyboard } from '../../outbound/payload.ts';
import { phoneFor } from '../../outbound/render.ts';
import { button } from '../callback-data.ts';
import type { BotServices } from '../bot-services.ts';
import type { CommandContext } from '../feature.ts';
import type { Turn } from '../turn.ts';
import type { Text } from '../../locales/locale.ts';
import { visibilityOf } from './visibility.ts';

/** How many charges a list shows. */
const LISTED = 10;
/** How many buttons stand side by side: their labels fit a small phone. */
const BUTTONS_A_ROW = 3;

/** `/pending`: the charges that the customer has not paid, each with a button that closes it. */
export async function sayPending(services: BotServices, { turn, member }: CommandContext): Promise<void> {
  const { text, rows } = await pendingList(services, turn, member);
  turn.say(text, rows.length === 0 ? {} : { markup: { kind: 'buttons', rows } });
}

/**
 * Makes the list of charges that wait.
 *
 * @param without a charge that is about to be closed, and is left out
 */
export async function pendingList(
  services: BotServices,
  turn: Turn,
  member: Membership,
  without?: number,
): Promise<{ readonly text: Text; readonly rows: Keyboard }> {
  const { words } = turn;
  const scope = visibilityOf(turn, member);
  const all = await services.store.chargeQueries.waiting(scope, LISTED + 1);
  const mismatched = await services.store.chargeQueries.mismatched(scope, LISTED);
  const left = all.charges.filter(({ id }) => id !== without);
  const waiting = { total: all.total - (all.charges.length - left.length), charges: left.slice(0, LISTED) };
  const listed = (title: string, { total, charges }: typeof waiting): readonly (Text | undefined)[] => [
    bold(title),
    ...charges.map((charge) => pendingLine(turn, charge)),
    total > charges.length ? words.andMore(total - charges.length) : undefined,
  ];
  if (waiting.total + mismatched.total === 0) return { text: words.nothingPending, rows: [] };
  const text = lines(
    ...(mismatched.total === 0
      ? []
      : [...listed(`⚠️ ${words.mismatchTitle(mismatched.total)}`, mismatched), words.mismatchHint]),
    ...(waiting.total === 0 ? [] : listed(words.pendingTitle(waiting.total), waiting)),
  );
  const buttons = waiting.charges.map(({ number, ref }) =>
    button(words.buttons.closeNumber(number), { kind: 'closeListed', charge: ref }),
  );
  return { text, rows: inRows(buttons) };
}

const inRows = <T>(items: readonly T[]): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / BUTTONS_A_ROW) }, (_, row) =>
    items.slice(row * BUTTONS_A_ROW, (row + 1) * BUTTONS_A_ROW),
  );

function pendingLine(turn: Turn, charge: Charge): Text {
  const seconds = Math.max(0, Math.round((turn.at - charge.createdAt) / 1_000));
  const { words } = turn;
  const facts = `#${charge.number} · ${formatKes(charge.amountKes)} · ${phoneFor(turn.chatKind, charge.msisdn)}`;
  const what = isMismatchOpen(charge) ? `⚠️ ${words.eventMismatch}` : words.event[charge.state];
  return `${facts} · ${what} · ${words.ago(seconds)}`;
}

import { bold } from 'telegraf/format';
import { isAtLeast } from '../../../domain/roles.ts';
import type { ClosingOutcome, ClosingPeriod } from '../../../store/port/closings.ts';
import type { Membership } from '../../../store/port/members.ts';
import { button, type ActionOf } from '../callback-data.ts';
import type { BotServices } from '../bot-services.ts';
import type { CommandContext, Feature, Press } from '../feature.ts';
import { lines } from '../../outbound/payload.ts';
import type { Turn } from '../turn.ts';
import { memberAt, sayClosings, showClosing, showList, under } from './closing-list.ts';
import { closingText, figuresLines } from './closing-text.ts';

/**
 * `/close` and `/closings`. A manager or an owner closes the shop's day, a cashier their own shift. In a group, managers and owners see the
 * days, and nobody sees shifts.
 */
export const closings: Feature = {
  commands: [
    { name: 'close', aliases: ['funga'], inMenu: true, run: askToClose },
    { name: 'closings', aliases: ['zilizofungwa'], inMenu: true, run: sayClosings },
  ],
  callbacks: {
    closeDay: (services, press, { merchant, number }) => close(services, press, { merchant, number }),
    closeShift: (services, press, action) => close(services, press, action),
    leaveOpen,
    closing: showClosing,
    closings: showList,
  },
};

/** Asks whether to close, with the figures as they are now. */
async function askToClose(services: BotServices, { turn, member }: CommandContext): Promise<void> {
  const { words, userId } = turn;
  const { merchantId, merchantRef: merchant } = member;
  const isDay = isAtLeast(member.role, 'manager');
  const period: ClosingPeriod = { merchantId, shiftOf: isDay ? null : userId };
  const { number, from, figures } = await services.store.closings.preview(period);
  if (figures === undefined) return turn.say(nothingToClose(services, turn, from));
  const yes = isDay
    ? button(words.closings.buttons.closeDay, { kind: 'closeDay', merchant, number })
    : button(words.closings.buttons.closeShift, { kind: 'closeShift', merchant, userId, number });
  turn.say(
    lines(
      bold(isDay ? words.closings.askDay(number) : words.closings.askShift(number)),
      '',
      ...figuresLines(words, figures, isDay),
      '',
      words.closings.laterHint,
    ),
    {
      markup: {
        kind: 'buttons',
        rows: [[yes, button(words.buttons.cancel, { kind: 'leaveOpen', userId })]],
      },
    },
  );
}

const nothingToClose = (services: BotServices, { words, at }: Turn, from: number | null): string =>
  words.closings.nothing(from === null ? undefined : services.time.moment(from, at, words.locale));

/** Closes the day, or with `userId` that person's shift. */
async function close(
  services: BotServices,
  { turn, messageId }: Press,
  {
    merchant,
    userId,
    number,
  }: Pick<ActionOf<'closeDay'>, 'merchant' | 'number'> & { readonly userId?: number },
): Promise<string | undefined> {
  const { words } = turn;
  const member = await memberAt(services, turn, merchant);
  if (member === undefined || (userId !== undefined && userId !== turn.userId)) return words.notYours;
  const request = { merchantId: member.merchantId, shiftOf: userId ?? null, number };
  const outcome = await services.store.closings.close(
    { ...request, userId: turn.userId, at: turn.at },
    (closing) => {
      turn.edit(messageId, closingText(services, turn, closing), under(turn, member, closing));
      return turn.effects();
    },
  );
  return said(services, turn, messageId, outcome, member);
}

/** What the person is told of a request to close. What is not closed now is shown in place of the question. */
function said(
  services: BotServices,
  turn: Turn,
  messageId: number,
  outcome: ClosingOutcome,
  member: Membership,
): string | undefined {
  const { words } = turn;
  switch (outcome.kind) {
    case 'closed':
      return undefined;
    case 'already':
      turn.edit(
        messageId,
        closingText(services, turn, outcome.closing),
        under(turn, member, outcome.closing),
      );
      return words.closings.closedAlready;
    case 'nothing':
      turn.edit(messageId, nothingToClose(services, turn, null));
      return undefined;
    case 'stale':
      turn.clearButtons(messageId);
      return words.closings.noLonger;
    case 'forbidden':
      return words.managersOnly;
  }
}

async function leaveOpen(
  _services: BotServices,
  { turn, messageId }: Press,
  { userId }: ActionOf<'leaveOpen'>,
): Promise<string | undefined> {
  if (userId !== turn.userId) return turn.words.notYours;
  turn.edit(messageId, turn.words.closings.left);
  return undefined;
}

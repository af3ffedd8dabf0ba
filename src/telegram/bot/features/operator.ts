import { COUNTED_AT_MOST, type QueueFigures, type QueueName } from '../../../store/port/backlog.ts';
import { lines } from '../../outbound/payload.ts';
import type { Locale } from '../../locales/locale.ts';
import type { BotServices } from '../bot-services.ts';
import type { CommandContext, Feature } from '../feature.ts';
import { isOperator } from './memberships.ts';

/** `/operator`: how the bot is, for those who run it. */
export const operator: Feature = {
  commands: [
    {
      name: 'operator',
      aliases: ['mwendeshaji'],
      inMenu: false,
      requires: ['private'],
      forOperators: true,
      run: sayState,
    },
  ],
};

async function sayState(services: BotServices, { turn }: CommandContext): Promise<void> {
  const { words, at, userId } = turn;
  if (!(await isOperator(services, userId))) return turn.say(words.operatorsOnly);
  const state = await services.operatorState();
  const { queues, openCharges } = state.backlog;
  const facts = words.operatorState({
    ...state,
    running: words.span(Math.floor(state.runningMs / 1_000)),
    open: [...openCharges.values()].reduce((sum, count) => sum + count, 0),
    unknown: openCharges.get('unknown') ?? 0,
    updates: waiting('inbox', others(queues.inbox), words),
    messages: waiting('outbox', queues.outbox, words),
    watched: waiting('watch', queues.watch, words),
    backup: state.backups === undefined ? null : lastBackup(services, state.backups.lastAt, at, words),
    lead:
      state.lead === undefined
        ? undefined
        : { term: state.lead.term, renewed: words.span(Math.round(state.lead.ageMs / 1_000)) },
    diskFree: state.diskFree === undefined ? null : Math.floor(state.diskFree * 100),
  });
  const troubles = state.troubles.map((one) => words.operatorTroubles[one]);
  turn.say(troubles.length === 0 ? facts : lines(facts, '', ...troubles));
}

const lastBackup = (
  { time }: BotServices,
  lastAt: number | undefined,
  now: number,
  words: Locale,
): string | undefined => (lastAt === undefined ? undefined : time.moment(lastAt, now, words.locale));

/** Without the command itself, which is being handled while it is counted. */
const others = ({ waiting: count, oldestMs }: QueueFigures): QueueFigures =>
  count <= 1 ? { waiting: 0, oldestMs: 0 } : { waiting: count - 1, oldestMs };

/** What is younger than a second is not told: it is at work. */
function waiting(queue: QueueName, { waiting: count, oldestMs }: QueueFigures, words: Locale): string {
  const line = words.operatorWaiting(words.operatorQueues[queue], count, count >= COUNTED_AT_MOST);
  return oldestMs < 1_000 ? line : words.operatorOldest(line, words.span(Math.round(oldestMs / 1_000)));
}

import { readSummaryRequest, timeOfDay } from '../../../domain/time-of-day.ts';
import type { SummaryPeriod, SummaryPlace } from '../../../domain/summary.ts';
import type { SetOutcome } from '../../../store/port/summaries.ts';
import { lines } from '../../outbound/payload.ts';
import type { BotServices } from '../bot-services.ts';
import type { CommandContext, Feature } from '../feature.ts';
import type { Turn } from '../turn.ts';

/** `/summary`: the day's, week's or month's takings, told in this chat again and again. */
export const summary: Feature = {
  commands: [
    { name: 'summary', aliases: ['muhtasari'], inMenu: true, requires: ['manager'], run: summarize },
  ],
};

async function summarize(services: BotServices, { turn, member, payload }: CommandContext): Promise<void> {
  const place = placeOf(turn, member.merchantId);
  const request = readSummaryRequest(payload);
  switch (request.kind) {
    case 'show':
      return await sayWhatIsSet(services, turn, place);
    case 'unclear':
      return turn.say(turn.words.summaryUsage);
    case 'off':
      return await end(services, turn, place);
    case 'set':
      return await set(services, turn, place, request);
  }
}

const placeOf = ({ chatId, threadId }: Turn, merchantId: number): SummaryPlace => ({
  merchantId,
  chatId,
  threadId: threadId ?? null,
});

async function sayWhatIsSet(services: BotServices, turn: Turn, place: SummaryPlace): Promise<void> {
  const { words } = turn;
  const all = await services.store.summaries.of(place);
  const said = all.map(({ period, minute, lastKey }) =>
    whenLine(services, turn, { period, minute }, lastKey),
  );
  turn.say(all.length === 0 ? lines(words.noSummary, words.summaryUsage) : lines(...said, words.summaryEnds));
}

async function set(
  services: BotServices,
  turn: Turn,
  place: SummaryPlace,
  { period, minute }: { readonly period: SummaryPeriod; readonly minute: number },
): Promise<void> {
  const { words, userId, at } = turn;
  const before = await services.store.summaries.of(place);
  const lastKey = before.find((one) => one.period === period)?.lastKey ?? null;
  const react = (outcome: SetOutcome) => {
    switch (outcome) {
      case 'set':
      case 'same':
        turn.say(lines(whenLine(services, turn, { period, minute }, lastKey), words.summaryEnds));
        break;
      case 'not-yours':
        turn.say(words.managersOnly);
        break;
      case 'too-many':
        turn.say(words.tooManySummaries);
    }
    return turn.effects();
  };
  const what = { period, minute, language: words.language };
  await services.store.summaries.set(place, what, userId, at, react);
  services.onSummariesChanged();
}

async function end(services: BotServices, turn: Turn, place: SummaryPlace): Promise<void> {
  const { words, userId, at } = turn;
  await services.store.summaries.end(place, undefined, userId, at, (outcome) => {
    turn.say(
      outcome === 'ended' ? words.summaryOff : outcome === 'none' ? words.summaryWasOff : words.managersOnly,
    );
    return turn.effects();
  });
}

/** Says when a summary comes, and when the next one does. */
function whenLine(
  { summaryCalendar, time }: BotServices,
  { words, at }: Turn,
  { period, minute }: { readonly period: SummaryPeriod; readonly minute: number },
  lastKey: string | null,
): string {
  const { dueAt } = summaryCalendar.next(period, minute, at, lastKey);
  return words.summaryEvery[period]({
    time: timeOfDay(minute),
    next: time.moment(dueAt, at, words.locale),
  });
}

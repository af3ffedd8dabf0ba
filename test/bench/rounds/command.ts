import { setTimeout as sleep } from 'node:timers/promises';
import type { SimMessage } from '../../../src/sandbox/bot-api/types.ts';
import { median } from '../figures/percentile.ts';
import type { Subject } from '../process/subject.ts';
import type { BenchWorld } from '../servers/world.ts';

/** Something that an owner does and waits for. */
export interface Command {
  readonly text: string;
  /** A button to press on the answer. Then a file is waited for. */
  readonly button?: RegExp;
}

/** What a command took. Times are in milliseconds. */
export interface CommandCost {
  /** From the message to the answer, or to the file. */
  readonly answeredMs: number;
  /** The longest time for which the event loop stood still meanwhile. */
  readonly standstillMs: number;
  readonly cpuMs: number;
}

/** The bot listens to 30 messages a minute of one person, and sends one message a second to a chat. A command that comes sooner is refused or waits. */
const BETWEEN_MS = 2_100;
const PATIENCE_MS = 120_000;
/** The span of the timer that watches the event loop. */
const WATCH_EVERY_MS = 1;

/** Gives a command several times, and once before, so that its code is warm. Returns medians. */
export async function costOf(
  command: Command,
  times: number,
  subject: Subject,
  world: BenchWorld,
): Promise<CommandCost> {
  const costs: CommandCost[] = [];
  // A file is made in a worker, and takes seconds.
  if (command.button === undefined) {
    await sleep(BETWEEN_MS);
    await give(command, world);
  }
  for (let time = 0; time < times; time += 1) {
    await sleep(BETWEEN_MS);
    await subject.watchDelays(WATCH_EVERY_MS);
    const before = await subject.usage();
    const answeredMs = await give(command, world);
    const after = await subject.usage();
    const { longestMs } = await subject.delays();
    costs.push({ answeredMs, standstillMs: longestMs, cpuMs: after.cpuMs - before.cpuMs });
  }
  return {
    answeredMs: median(costs.map((cost) => cost.answeredMs)),
    standstillMs: median(costs.map((cost) => cost.standstillMs)),
    cpuMs: median(costs.map((cost) => cost.cpuMs)),
  };
}

/** Gives a command and waits for what it asks for. Returns how long that took; NaN if nothing came. */
export async function give(
  { text, button }: Command,
  { telegram, chats }: BenchWorld,
  place = 0,
): Promise<number> {
  const chat = chats[place];
  if (chat === undefined) throw new Error(`there is no chat ${place}`);
  const { person } = chat;
  const next = (fits: (message: SimMessage) => boolean): Promise<SimMessage | undefined> =>
    new Promise((resolve) => {
      const late = setTimeout(() => {
        stop();
        resolve(undefined);
      }, PATIENCE_MS);
      const stop = telegram.onChange((message, what) => {
        if (what !== 'new' || message.from.id !== telegram.me.id || message.chat.id !== person.id) return;
        if (!fits(message)) return;
        clearTimeout(late);
        stop();
        resolve(message);
      });
    });
  const begun = performance.now();
  const answered = next(() => true);
  telegram.sendText(person, person.id, text);
  const answer = await answered;
  if (answer === undefined) return Number.NaN;
  if (button === undefined) return performance.now() - begun;
  const label = answer.reply_markup?.inline_keyboard?.flat().find((one) => button.test(one.text))?.text;
  if (label === undefined)
    throw new Error(`the answer to ${text} has no button ${String(button)}: ${answer.text}`);
  const pressed = performance.now();
  const made = next(({ document }) => document !== undefined);
  // Whether the press itself is answered does not matter.
  void telegram.press(person, person.id, answer.message_id, label);
  return (await made) === undefined ? Number.NaN : performance.now() - pressed;
}

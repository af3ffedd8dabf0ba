import { openAuditLog, type AuditLog } from '../store/engines/sqlite/audit-log.ts';
import type { TelegramServer } from './bot-api/server.ts';
import type { SimMessage } from './bot-api/types.ts';
import type { BotStatus } from './bot-process.ts';
import { MAGIC_CUSTOMERS } from './bosmi/customers.ts';
import type { BosmiServer } from './bosmi/server.ts';
import type { Transaction } from './bosmi/transactions.ts';
import { CHATS } from './people.ts';
import type { Change, ChatView, MenuCommand, PromptView, SandboxState } from './state.ts';
import { faultSwitches, type FaultSwitches } from './switches.ts';
import {
  type AuditEntry,
  callStory,
  isFine,
  isMisfit,
  moveStory,
  newTimeline,
  promptStory,
  requestStory,
} from './timeline.ts';

/** Everything that the page shows, and every change to it. */
export interface Simulation {
  state(): SandboxState;
  onChange(listener: (change: Change) => void): () => void;
  /** Makes the servers fail, or work again. */
  readonly set: FaultSwitches['set'];
  botIs(status: BotStatus): void;
  close(): void;
}

export interface SimulationParts {
  readonly telegram: TelegramServer;
  readonly bosmi: BosmiServer;
  /** The bot's database. Its audit log is read. */
  readonly databasePath: string;
  readonly timeZone: string;
  /** When the sandbox was started (epoch ms). The timeline leaves out what is older: it was filled in. */
  readonly startedAt: number;
}

/** Calls that the timeline shows only when they fail: the bot repeats them all the time. */
const SILENT_METHODS: ReadonlySet<string> = new Set(['getUpdates']);
const BOT_STORIES = {
  starting: 'The bot is starting.',
  up: 'The bot is up.',
  dead: 'The bot is dead.',
} as const;

export function simulation({
  telegram,
  bosmi,
  databasePath,
  timeZone,
  startedAt,
}: SimulationParts): Simulation {
  const listeners = new Set<(change: Change) => void>();
  const tell = (change: Change): void => {
    for (const listener of listeners) listener(change);
  };
  const timeline = newTimeline((entry) => tell({ kind: 'entry', entry }));
  const switches = faultSwitches({
    telegram,
    bosmi,
    timeline,
    onChange: (switches) => tell({ kind: 'switches', switches }),
  });
  const commands = (): SandboxState['commands'] =>
    Object.fromEntries(telegram.commands) as Record<string, MenuCommand[]>;
  let status: BotStatus = 'starting';

  telegram.onChange((message, what) => tell(messageChange(message, what, telegram.me.id)));
  telegram.onCall((call, outcome) => {
    if (call.method === 'setMyCommands' || call.method === 'deleteMyCommands')
      tell({ kind: 'commands', commands: commands() });
    if (!SILENT_METHODS.has(call.method) || !isFine(outcome))
      timeline.add('telegram', callStory(call, outcome), !isFine(outcome));
  });
  bosmi.onRequest((request, outcome) =>
    timeline.add('gateway', requestStory(request, outcome), !isFine(outcome)),
  );
  bosmi.onPrompt((transaction) => {
    timeline.add('phone', promptStory(transaction));
    tell({ kind: 'prompt', prompt: promptView(transaction) });
  });
  const stopReading = followAuditLog(databasePath, (move) => {
    if (move.at >= startedAt) timeline.add('charge', moveStory(move), isMisfit(move), move.at);
  });

  return {
    state: () => ({
      bot: { id: telegram.me.id, username: telegram.me.username ?? '', status },
      timeZone,
      chats: CHATS.map(chatView),
      commands: commands(),
      messages: CHATS.flatMap(({ chat }): readonly SimMessage[] => telegram.messages(chat.id)),
      prompts: [...bosmi.transactions.values()].map(promptView),
      timeline: timeline.entries,
      switches: switches.current(),
    }),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    set: switches.set,
    botIs(next) {
      status = next;
      timeline.add('bot', BOT_STORIES[next], next === 'dead');
      tell({ kind: 'bot', status });
    },
    close: stopReading,
  };
}

const AUDIT_LOG_INTERVAL_MS = 250;

/** Passes on every row that the bot adds to its audit log. Returns a function that stops it. */
function followAuditLog(databasePath: string, onMove: (move: AuditEntry) => void): () => void {
  let auditLog: AuditLog | undefined;
  let lastId = 0;
  const read = (): void => {
    try {
      auditLog ??= openAuditLog(databasePath);
      for (const move of auditLog.after(lastId)) {
        lastId = move.id;
        onMove(move);
      }
    } catch {
      // The bot has not made its database yet. The next attempt opens it again.
      auditLog?.close();
      auditLog = undefined;
    }
  };
  const reading = setInterval(read, AUDIT_LOG_INTERVAL_MS);
  return () => {
    clearInterval(reading);
    auditLog?.close();
  };
}

function messageChange(message: SimMessage, what: 'new' | 'edited' | 'deleted', botId: number): Change {
  if (what === 'deleted') return { kind: 'gone', chatId: message.chat.id, messageId: message.message_id };
  const rings = what === 'new' && message.from.id === botId && message.silent !== true;
  return { kind: 'message', message, rings };
}

const chatView = ({ chat, title, about, speakers }: (typeof CHATS)[number]): ChatView => ({
  id: chat.id,
  title,
  about,
  kind: chat.type === 'private' ? 'private' : 'group',
  speakers: speakers.map(({ id, first_name, language_code = 'en' }) => ({
    id,
    name: first_name,
    language: language_code,
  })),
});

function promptView({ id, phone, amount, at, prompt, paid }: Transaction): PromptView {
  const does = MAGIC_CUSTOMERS.find((customer) => customer.phone === phone)?.does;
  return { id, phone, amountKes: amount, at, prompt, does, receipt: paid?.receipt, paidKes: paid?.amount };
}

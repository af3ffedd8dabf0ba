import { formatKes } from '../domain/amount.ts';
import { openAuditLog, type AuditLog } from '../store/engines/sqlite/audit-log.ts';
import { tooManyRequests, type TelegramServer } from './bot-api/server.ts';
import type { Call, SimMessage } from './bot-api/types.ts';
import type { BotStatus } from './bot-process.ts';
import { MAGIC_CUSTOMERS } from './bosmi/customers.ts';
import type { BosmiServer, Reporting, Transaction } from './bosmi/server.ts';
import { CHATS } from './people.ts';
import type { Outcome } from './http.ts';
import type { Change, MenuCommand, PromptView, SandboxState, Switches, TimelineEntry } from './state.ts';

/** Everything that the page shows, and every change to it. */
export interface Simulation {
  state(): SandboxState;
  onChange(listener: (change: Change) => void): () => void;
  /** Makes things go wrong, or well again. */
  set(switches: Partial<Switches>): Promise<void>;
  botIs(status: BotStatus): void;
  close(): void;
}

export interface SimulationParts {
  readonly telegram: TelegramServer;
  readonly bosmi: BosmiServer;
  /** The bot's database, for its audit trail. */
  readonly databasePath: string;
  readonly timeZone: string;
}

const MAX_ENTRIES = 500;
const TRAIL_EVERY_MS = 250;
const SLOW_MS = 8_000;
const LIMITED_S = 5;
const SILENT_METHODS: ReadonlySet<string> = new Set(['getUpdates']);

export function simulation({ telegram, bosmi, databasePath, timeZone }: SimulationParts): Simulation {
  const listeners = new Set<(change: Change) => void>();
  const timeline: TimelineEntry[] = [];
  let switches: Switches = { gateway: 'well', telegram: 'well' };
  let status: BotStatus = 'starting';
  let entries = 0;
  let setting = Promise.resolve();

  const tell = (change: Change): void => {
    for (const listener of listeners) listener(change);
  };
  const note = (lane: TimelineEntry['lane'], text: string, bad = false, at = Date.now()): void => {
    const entry: TimelineEntry = { id: ++entries, at, lane, text, bad };
    timeline.push(entry);
    if (timeline.length > MAX_ENTRIES) timeline.shift();
    tell({ kind: 'entry', entry });
  };

  const commands = (): SandboxState['commands'] =>
    Object.fromEntries(telegram.commands) as Record<string, MenuCommand[]>;

  telegram.onChange((message, what) => {
    if (what === 'deleted')
      return tell({ kind: 'gone', chatId: message.chat.id, messageId: message.message_id });
    const rings = what === 'new' && message.from.id === telegram.me.id && message.silent !== true;
    tell({ kind: 'message', message, rings });
  });
  telegram.onCall((call, outcome) => {
    if (call.method === 'setMyCommands') tell({ kind: 'commands', commands: commands() });
    if (!SILENT_METHODS.has(call.method) || !isFine(outcome)) {
      note('telegram', `${call.method}${targetOf(call)} → ${describe(outcome)}`, !isFine(outcome));
    }
  });
  bosmi.onRequest(({ endpoint, body }, outcome) => {
    const about =
      endpoint === 'push'
        ? `${String(body['phone'])}, ${String(body['amount'])}`
        : String(body['transaction_id']);
    note('gateway', `${endpoint} ${about} → ${describe(outcome)} ${gist(outcome)}`.trim(), !isFine(outcome));
  });
  bosmi.onPrompt((transaction) => {
    note('phone', promptStory(transaction));
    tell({ kind: 'prompt', prompt: promptView(transaction) });
  });

  let trail: AuditLog | undefined;
  let seen = 0;
  const readTrail = (): void => {
    try {
      trail ??= openAuditLog(databasePath);
      for (const { id, at, number, amountKes, from, to, actor } of trail.after(seen)) {
        seen = id;
        const move =
          from === null ? to : from === to ? `${to}: a payment that does not fit` : `${from} → ${to}`;
        note('charge', `#${number} ${formatKes(amountKes)}: ${move} (${actor})`, from === to, at);
      }
    } catch {
      // The bot makes its database in its own time.
      trail?.close();
      trail = undefined;
    }
  };
  const reading = setInterval(readTrail, TRAIL_EVERY_MS);

  const setGateway = async (mode: Switches['gateway']): Promise<void> => {
    bosmi.faults.clear();
    if (switches.gateway === 'down') await bosmi.up();
    if (mode === 'slow')
      bosmi.faults.add({ kind: 'slow', ms: SLOW_MS }, () => true, Number.POSITIVE_INFINITY);
    if (mode === 'garbage') bosmi.faults.add({ kind: 'garbage' }, () => true, Number.POSITIVE_INFINITY);
    const reporting: Reporting = mode === 'another-amount' || mode === 'late' ? mode : 'exactly';
    bosmi.report(reporting);
    bosmi.refuse(mode === 'account-refused' ? ['push', 'query'] : []);
    if (mode === 'down') await bosmi.down();
  };
  const setTelegram = async (mode: Switches['telegram']): Promise<void> => {
    telegram.faults.clear();
    if (switches.telegram === 'down') await telegram.up();
    if (mode === 'limited') {
      telegram.faults.add(tooManyRequests(LIMITED_S), isMessage, Number.POSITIVE_INFINITY);
    }
    if (mode === 'down') await telegram.down();
  };

  const apply = async (wanted: Partial<Switches>): Promise<void> => {
    const { gateway, telegram: telegramMode } = { ...switches, ...wanted };
    if (gateway !== switches.gateway) {
      await setGateway(gateway);
      note(
        'gateway',
        gateway === 'well' ? 'The gateway works again.' : `The gateway from now on: ${gateway}.`,
      );
    }
    if (telegramMode !== switches.telegram) {
      await setTelegram(telegramMode);
      note(
        'telegram',
        telegramMode === 'well' ? 'Telegram works again.' : `Telegram from now on: ${telegramMode}.`,
      );
    }
    switches = { gateway, telegram: telegramMode };
    tell({ kind: 'switches', switches });
  };

  return {
    state: () => ({
      bot: { id: telegram.me.id, username: telegram.me.username ?? '', status },
      timeZone,
      chats: CHATS.map(({ chat, title, about, speakers }) => ({
        id: chat.id,
        title,
        about,
        kind: chat.type === 'private' ? 'private' : 'group',
        speakers: speakers.map(({ id, first_name, language_code = 'en' }) => ({
          id,
          name: first_name,
          language: language_code,
        })),
      })),
      commands: commands(),
      messages: CHATS.flatMap(({ chat }): readonly SimMessage[] => telegram.messages(chat.id)),
      prompts: [...bosmi.transactions.values()].map(promptView),
      timeline,
      switches,
    }),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    set(wanted) {
      // One after the other: each takes a server down or up.
      setting = setting.then(() => apply(wanted));
      return setting;
    },
    botIs(next) {
      status = next;
      const story = {
        starting: 'The bot is starting.',
        up: 'The bot is up.',
        dead: 'The bot is dead.',
      } as const;
      note('bot', story[next], next === 'dead');
      tell({ kind: 'bot', status });
    },
    close() {
      clearInterval(reading);
      trail?.close();
    },
  };
}

function promptView({ id, phone, amount, at, prompt, paid }: Transaction): PromptView {
  const does = MAGIC_CUSTOMERS.find((customer) => customer.phone === phone)?.does;
  return { id, phone, amountKes: amount, at, prompt, does, receipt: paid?.receipt, paidKes: paid?.amount };
}

function promptStory({ phone, amount, prompt, paid }: Transaction): string {
  switch (prompt) {
    case 'open':
      return `${phone} shows: pay ${formatKes(amount)}?`;
    case 'answered':
      return `${phone} paid ${formatKes(paid?.amount ?? amount)}, receipt ${paid?.receipt ?? ''}`;
    case 'canceled':
      return `${phone} canceled the prompt`;
    case 'expired':
      return `${phone} let the prompt run out`;
  }
}

const isMessage = ({ method }: Call): boolean => /^(send|edit)/.test(method);

const isFine = (outcome: Outcome): boolean => outcome.kind === 'answered' && outcome.answer.status < 400;

function describe(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'answered':
      return `${outcome.answer.status}`;
    case 'reset':
      return 'connection reset';
    case 'nothing':
      return 'no answer';
  }
}

/** What the gateway said, in short. */
function gist(outcome: Outcome): string {
  if (outcome.kind !== 'answered') return '';
  try {
    const { message } = JSON.parse(outcome.answer.body) as { message?: unknown };
    return typeof message === 'string' ? message : '';
  } catch {
    return 'garbage';
  }
}

const targetOf = ({ payload }: Call): string => {
  const chat = CHATS.find(({ chat }) => chat.id === payload['chat_id']);
  return chat === undefined ? '' : ` to ${chat.title}`;
};

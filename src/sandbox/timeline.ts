import { formatKes } from '../domain/amount.ts';
import type { AuditLog } from '../store/engines/sqlite/audit-log.ts';
import type { Call } from './bot-api/types.ts';
import type { BosmiRequest } from './bosmi/server.ts';
import type { Transaction } from './bosmi/transactions.ts';
import type { Outcome } from './http.ts';
import { CHATS } from './people.ts';
import type { TimelineEntry } from './state.ts';

/** A row of the bot's audit log. */
export type AuditEntry = ReturnType<AuditLog['after']>[number];

/** The page's timeline: what happened, in words. */
export interface Timeline {
  readonly entries: readonly TimelineEntry[];
  /** @param at epoch milliseconds: when it happened, if not now */
  add(lane: TimelineEntry['lane'], text: string, bad?: boolean, at?: number): void;
}

const MAX_ENTRIES = 500;

export function newTimeline(onEntry: (entry: TimelineEntry) => void): Timeline {
  const entries: TimelineEntry[] = [];
  let added = 0;
  return {
    entries,
    add(lane, text, bad = false, at = Date.now()) {
      const entry: TimelineEntry = { id: ++added, at, lane, text, bad };
      entries.push(entry);
      if (entries.length > MAX_ENTRIES) entries.shift();
      onEntry(entry);
    },
  };
}

export const isFine = (outcome: Outcome): boolean =>
  outcome.kind === 'answered' && outcome.answer.status < 400;

export const callStory = (call: Call, outcome: Outcome): string =>
  `${call.method}${targetOf(call)} → ${resultOf(outcome)}`;

export function requestStory({ endpoint, body }: BosmiRequest, outcome: Outcome): string {
  const about =
    endpoint === 'push'
      ? `${String(body['phone'])}, ${String(body['amount'])}`
      : String(body['transaction_id']);
  return `${endpoint} ${about} → ${resultOf(outcome)} ${messageOf(outcome)}`.trim();
}

export function promptStory({ phone, amount, prompt, paid }: Transaction): string {
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

/** A row of the audit log whose state stays the same is about a payment that does not fit the charge. */
export const isMisfit = ({ from, to }: AuditEntry): boolean => from === to;

export function moveStory(row: AuditEntry): string {
  const { number, amountKes, from, to, actor } = row;
  const move = from === null ? to : isMisfit(row) ? `${to}: a payment that does not fit` : `${from} → ${to}`;
  return `#${number} ${formatKes(amountKes)}: ${move} (${actor})`;
}

function resultOf(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'answered':
      return `${outcome.answer.status}`;
    case 'reset':
      return 'connection reset';
    case 'nothing':
      return 'no answer';
  }
}

/** The `message` of the gateway's answer. */
function messageOf(outcome: Outcome): string {
  if (outcome.kind !== 'answered') return '';
  try {
    const { message } = JSON.parse(outcome.answer.body.toString()) as { message?: unknown };
    return typeof message === 'string' ? message : '';
  } catch {
    return 'garbage';
  }
}

const targetOf = ({ payload }: Call): string => {
  const chat = CHATS.find(({ chat }) => chat.id === payload['chat_id']);
  return chat === undefined ? '' : ` to ${chat.title}`;
};

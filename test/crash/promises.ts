import { mayMove, type ChargeState } from '../../src/domain/charge-states.ts';
import type { SimMessage } from '../../src/sandbox/bot-api/types.ts';
import type { Transaction } from '../../src/sandbox/bosmi/transactions.ts';
import type { Records, ChargeRow } from './records.ts';
import { chatsOf, SHOPS } from './shop.ts';
import type { Command, World } from './world.ts';

/** A push request, as the gateway received it. */
export interface SeenPush {
  readonly phone: unknown;
  readonly amount: unknown;
  /** Whose account it went through. */
  readonly apiKey: unknown;
  /** Returns whether its sender was killed later, and so perhaps before it recorded the answer. */
  readonly senderWasKilled: () => boolean;
  /** The answer left the gateway. */
  answered: boolean;
}

/** Everything that can be seen from outside at the end of a run. */
export interface Seen {
  readonly world: World;
  readonly pushes: readonly SeenPush[];
  readonly records: Records;
}

/** What a chat is told at the end of a charge. */
const NOTICES: Readonly<Partial<Record<string, string>>> = {
  paid: '✅ Paid',
  declined: '❌ Not sent',
  unknown: '❓ Not known',
  unconfirmed: '⌛ Not confirmed',
  canceled: '🚫 Not sent',
};

/** Checks the outcome of a run from outside. Returns which promises were broken. */
export function broken(seen: Seen): readonly string[] {
  const { world, records } = seen;
  const left = world.telegram.unconfirmed();
  return [
    ...(left === 0 ? [] : [`${left} updates were never confirmed`]),
    ...unknownPushes(seen),
    ...queriesOfOthers(world),
    ...auditLogs(records),
    ...world.commands.flatMap((command) => brokenFor(command, seen)),
  ];
}

function unknownPushes({ pushes, world }: Seen): readonly string[] {
  return pushes
    .filter((push) => !world.commands.some((command) => isFor(command, push)))
    .map(({ phone, amount }) => `a push that nobody asked for: ${String(phone)}, ${String(amount)}`);
}

/** Every query goes through the account of the charge's shop. The gateway answers no other account. */
const queriesOfOthers = ({ bosmi }: World): readonly string[] =>
  bosmi.requests.flatMap(({ endpoint, body }) => {
    const transaction = bosmi.transactions.get(String(body['transaction_id']));
    return endpoint === 'push' || transaction?.email === body['email']
      ? []
      : [`${String(body['transaction_id'])} was asked about through another's account`];
  });

const isFor = (command: Command, { phone, amount }: { phone: unknown; amount: unknown }): boolean =>
  phone === command.phone && amount === command.amount;

function brokenFor(command: Command, { world, pushes, records }: Seen): readonly string[] {
  const about = `/${command.isCollected ? 'collect' : 'charge'} ${command.phone} ${command.amount} of ${command.shop.name} (${command.behaviour.kind})`;
  const own = pushes.filter((push) => isFor(command, push));
  const payment = [...world.bosmi.transactions.values()].find((transaction) => isFor(command, transaction));
  const rows = records.charges.filter(({ amount }) => amount === command.amount);
  const said = world.telegram
    .messages(command.chatId)
    .filter(({ from, text = '' }) => from.is_bot && mentions(text, command.amount));
  const problems: string[] = [];
  if (own.length > 1) problems.push(`was pushed ${own.length} times`);
  if (rows.length > 1) problems.push(`became ${rows.length} charges`);
  if (said.length === 0) problems.push('was never answered');
  const [charge] = rows;
  if (charge === undefined) {
    if (own.length > 0) problems.push('was pushed without a charge');
    // The question about a command may stay open, because the person began another command.
    if (!command.isAsked) problems.push('was lost');
  } else {
    const words = command.isCollected ? wrongLine(charge, command, said) : wrongWords(charge, said);
    problems.push(...wrongCharge(charge, command, payment), ...words);
    if (charge.state === 'unknown' && !isExplained(own, command)) {
      problems.push('is unknown, though its answer came and nobody was killed');
    }
  }
  return [...problems, ...untrue(command, said, payment, own), ...crossingsOf(command, own, world)].map(
    (problem) => `${about} ${problem}`,
  );
}

/** Returns the pushes and messages of a command that went to another shop. */
function crossingsOf(command: Command, pushes: readonly SeenPush[], { telegram }: World): readonly string[] {
  const elsewhere = SHOPS.filter((shop) => shop !== command.shop).flatMap(chatsOf);
  return [
    ...pushes
      .filter(({ apiKey }) => apiKey !== command.shop.account.apiKey)
      .map(({ apiKey }) => `was pushed through the account ${String(apiKey)}`),
    ...elsewhere
      .filter((chatId) => telegram.messages(chatId).some(({ text = '' }) => mentions(text, command.amount)))
      .map((chatId) => `was told in ${chatId}, which is a chat of another shop`),
  ];
}

/** Returns where a charge does not fit its command and what the gateway knows. */
function wrongCharge(
  charge: ChargeRow,
  command: Command,
  payment: Transaction | undefined,
): readonly string[] {
  const problems: string[] = [];
  if (charge.merchantId !== command.shop.merchantId)
    problems.push(`became a charge of merchant ${charge.merchantId}`);
  if (charge.chatId !== command.chatId || charge.commandMessageId !== command.messageId)
    problems.push(`belongs to message ${charge.commandMessageId} of chat ${charge.chatId}`);
  if (charge.msisdn !== `254${command.phone.slice(1)}`) problems.push(`charges ${charge.msisdn}`);
  if (NOTICES[charge.state] === undefined) problems.push(`is still ${charge.state}`);
  if (charge.transactionId !== null && charge.transactionId !== payment?.id)
    problems.push(`has the transaction ${charge.transactionId}, the gateway's is ${payment?.id}`);
  const paid = payment?.paid?.amount === command.amount ? payment.paid : undefined;
  if (paid !== undefined && charge.transactionId !== null && charge.receipt !== paid.receipt)
    problems.push(`was paid with ${paid.receipt}, the bot has ${charge.receipt} (${charge.state})`);
  return problems;
}

/** Returns what is wrong or missing: the chat must be told the state of the charge, and its card must be gone. */
function wrongWords(charge: ChargeRow, said: readonly SimMessage[]): readonly string[] {
  const words = NOTICES[charge.state];
  if (words === undefined) return [];
  const problems: string[] = [];
  const notice = said.find(({ text = '' }) => text.startsWith(words));
  if (notice === undefined) problems.push(`was never told as ${charge.state} (receipt ${charge.receipt})`);
  else if (notice.reply_to_message?.message_id !== charge.commandMessageId)
    problems.push('was told apart from its command');
  if (charge.receipt !== null && notice?.text?.includes(` ${charge.receipt}\n`) !== true)
    problems.push(`was told without its receipt ${charge.receipt}`);
  const card = said.find(({ message_id }) => message_id === charge.cardMessageId)?.text;
  if (card !== undefined) problems.push(`is told as ${charge.state}, and its card is still there: ${card}`);
  return problems;
}

/** What a board says of a customer whose charge has this end. */
const LINES: Readonly<Partial<Record<string, RegExp>>> = {
  paid: /^✅ /,
  declined: / · not sent$/,
  unknown: / · not known/,
  unconfirmed: / · (?:not paid|payment doesn’t match)/,
  canceled: / · not sent$/,
};

/** Returns what is wrong or missing on the board: it must say how the charge ended, and name the receipt. */
function wrongLine(
  { state, receipt }: ChargeRow,
  { amount }: Command,
  said: readonly SimMessage[],
): readonly string[] {
  const boards = said.map(({ text = '' }) => text).filter((text) => / of \d+ paid ·/.test(text));
  const lines = boards.flatMap((text) => text.split('\n').filter((line) => mentions(line, amount)));
  const isTold = lines.some(
    (line) => LINES[state]?.test(line) === true && (receipt === null || line.endsWith(` ${receipt}`)),
  );
  return isTold ? [] : [`is ${state} (receipt ${receipt}), and no board says so: ${lines.join(' | ')}`];
}

/** Returns what the chat was told that is not true, without a look at the database. */
function untrue(
  command: Command,
  said: readonly SimMessage[],
  payment: Transaction | undefined,
  pushes: readonly SeenPush[],
): readonly string[] {
  const problems: string[] = [];
  for (const { text = '' } of said) {
    const [, receipt] =
      /^✅ Paid[^]* Receipt (\S+)/.exec(text) ?? /\n✅ Paid\. Receipt (\S+)/.exec(text) ?? [];
    const isPaid = payment?.paid?.receipt === receipt && payment?.paid?.amount === command.amount;
    if (text.includes('✅ Paid') && !isPaid)
      problems.push(`was announced as paid with ${receipt}, and is not`);
    if (text.includes('❌ Not sent') && payment !== undefined)
      problems.push('was told as declined, and its prompt reached a phone');
    if (text.includes('🚫 Not sent') && pushes.length > 0)
      problems.push('was told as never sent, and was pushed');
  }
  return problems;
}

/** Returns whether an unknown outcome is right: no readable answer left the gateway, or its reader may have been killed before it read the answer. */
const isExplained = (pushes: readonly SeenPush[], { behaviour }: Command): boolean =>
  behaviour.kind === 'garbage' ||
  behaviour.kind === 'hangs' ||
  pushes.every(({ answered, senderWasKilled }) => senderWasKilled() || !answered);

/** The audit log of every charge leads from its creation to its state by allowed moves. */
function auditLogs({ charges, events }: Records): readonly string[] {
  return charges.flatMap(({ id, state }) => {
    const problems: string[] = [];
    let at: string | null = null;
    for (const { from, to } of events.filter(({ chargeId }) => chargeId === id)) {
      if (from !== at) problems.push(`#${id}: the audit log says ${from} where it was ${at}`);
      const isAllowed =
        from === null ? to === 'created' : from === to || mayMove(from as ChargeState, to as ChargeState);
      if (!isAllowed) problems.push(`#${id}: the audit log has ${from} → ${to}`);
      at = to;
    }
    return at === state ? problems : [...problems, `#${id} is ${state}, its audit log ends at ${at}`];
  });
}

const kes = (amount: number): string => `KES ${amount.toLocaleString('en-US')}`;

/** Returns whether a text names this amount, and not one that begins with it. */
export const mentions = (text: string, amount: number): boolean =>
  // A board's amounts do not break.
  new RegExp(`${kes(amount)}(?![\\d,])`).test(text.replaceAll('\u00a0', ' '));

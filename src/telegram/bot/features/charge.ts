import { Composer } from 'telegraf';
import { editedMessage } from 'telegraf/filters';
import { readChargeRequest } from '../../../domain/charge-request.ts';
import type { Charge } from '../../../domain/charge.ts';
import { isState } from '../../../domain/charge-states.ts';
import { hasNoPin, sendableAgainAt } from '../../../domain/closed-charge.ts';
import { isErased, networkOf } from '../../../domain/msisdn.ts';
import type { ActionOf } from '../callback-data.ts';
import type { BotServices, BotContext } from '../bot-services.ts';
import type { CommandContext, Feature, Press } from '../feature.ts';
import { lines } from '../../outbound/payload.ts';
import { chargeByName } from './charge-by-name.ts';
import type { Turn } from '../turn.ts';
import type { ChargeIntent } from './charge-intent.ts';
import { askFirst } from './confirm-charge.ts';
import { askAmount, askPhone } from './charge-questions.ts';
import { beginsWith, CHARGE_COMMAND } from './command.ts';
import { quoted, refusal } from './refusal.ts';
import { requestCharge } from './request-charge.ts';
import { chargeHere } from './visibility.ts';

/** `/charge`, which charges at once or asks for what is missing, and the button that charges again. */
export const charge: Feature = {
  commands: [{ ...CHARGE_COMMAND, inMenu: true, run: chargeByCommand }],
  callbacks: { again: chargeAgain },
  messages: editedCommands,
};

async function chargeByCommand(services: BotServices, ctx: CommandContext): Promise<void> {
  const { turn, member, hasSeveral, payload, message } = ctx;
  const request = readChargeRequest(payload);
  const known = {
    merchantId: member.merchantId,
    commandMessageId: message.message_id,
    commandWord: turn.quote ?? null,
    threadId: turn.threadId ?? null,
  };
  switch (request.kind) {
    case 'needs-phone':
      return await askPhone(services, turn, member, { ...known, msisdn: null });
    case 'needs-amount':
      return await askAmount(services, turn, { ...known, msisdn: request.msisdn });
    case 'refused':
      return await lookUp(services, ctx, request);
    case 'complete':
    case 'to-confirm':
      await requestCharge(services, turn, {
        ...known,
        shop: hasSeveral ? member.merchantName : null,
        msisdn: request.msisdn,
        amountKes: request.amountKes,
        ...(request.kind === 'to-confirm' ? { amountToConfirm: quoted(request.amountText) } : {}),
        asksFirst: (await services.store.merchantSettings.of(member.merchantId)).asksFirst,
        note: request.note ?? null,
        idempotencyKey: `message:${turn.chatId}:${message.message_id}`,
        requestedAt: services.localTime(message.date * 1_000),
        questionMessageId: undefined,
        accepted: [],
      });
  }
}

/** Takes what cannot be read as a phone for a customer's name. If nobody has it, the refusal stands. */
async function lookUp(
  services: BotServices,
  ctx: CommandContext,
  request: Parameters<typeof refusal>[1],
): Promise<void> {
  const { turn } = ctx;
  const byName = request.what === 'phone' ? await chargeByName(services, ctx) : undefined;
  if (byName === 'done') return;
  const nobody = byName === undefined ? undefined : turn.words.nobodyCalled(quoted(byName.nobody));
  turn.say(lines(refusal(turn, request), nobody));
}

/**
 * Charges a customer again: once for each charge that was not paid, however often the button is pressed. After a payment it asks first, in
 * one question.
 */
async function chargeAgain(
  services: BotServices,
  { turn, messageId }: Press,
  { charge: ref }: ActionOf<'again'>,
): Promise<string | undefined> {
  const here = await chargeHere(services, turn, ref);
  if (here === undefined) return turn.words.notYours;
  const { charge: former, member, hasSeveral } = here;
  const { msisdn } = former;
  const steadyNow = services.clock.steady();
  const mayBeSent = mayRepeat(former) || hasNoPin(former, steadyNow);
  if (!mayBeSent || isErased(msisdn)) return turn.words.questionClosed;
  const waitMs = openForMs(former, steadyNow);
  if (waitMs > 0) return turn.words.sendAgainLater(turn.words.span(Math.ceil(waitMs / 1_000)));
  const intent: ChargeIntent = {
    merchantId: former.merchantId,
    shop: hasSeveral ? member.merchantName : null,
    msisdn,
    amountKes: former.amountKes,
    note: former.note,
    idempotencyKey: `again:${former.id}`,
    requestedAt: Math.max(await offeredAt(services, former), turn.at + waitMs),
    ...commandIn(turn, former),
    threadId: turn.threadId ?? null,
    questionMessageId: undefined,
    accepted: [],
  };
  if (former.state === 'paid') return await askAgain(services, turn, intent, former);
  turn.clearButtons(messageId);
  const outcome = await requestCharge(services, turn, intent);
  return outcome === 'already' ? turn.words.alreadyTried : undefined;
}

/** The command that asked for a charge, if it is in this chat. */
function commandIn(
  { chatId }: Turn,
  { message }: Charge,
): Pick<ChargeIntent, 'commandMessageId' | 'commandWord'> {
  if (message?.chatId !== chatId) return { commandMessageId: null, commandWord: null };
  return { commandMessageId: message.commandMessageId, commandWord: message.commandWord };
}

/** Whether the button that charges again counts in a charge's present state. */
const mayRepeat = ({ state, closeReason }: Charge): boolean =>
  isState(state, 'repeatable') || (closeReason === 'customer-cancelled' && isState(state, 'open'));

/** How long the earlier prompt may still be open (ms): negative since it closed, and endlessly so if nothing is known to be open. */
const openForMs = (charge: Charge, steadyNow: number): number =>
  isState(charge.state, 'open') && charge.closeReason !== 'customer-cancelled'
    ? sendableAgainAt(charge) - steadyNow
    : Number.NEGATIVE_INFINITY;

/** A press has no date. The button exists since the charge reached its state, or was closed, and is live since the prompt closed. */
async function offeredAt(services: BotServices, former: Charge): Promise<number> {
  const events = await services.store.chargeQueries.events(former.id);
  return events.at(-1)?.at ?? former.createdAt;
}

/** Asks whether to charge a customer again who has paid: the same amount, with the warning about repeats in the question. */
async function askAgain(
  services: BotServices,
  turn: Turn,
  intent: ChargeIntent,
  former: Charge,
): Promise<undefined> {
  const isOffNetwork = networkOf(intent.msisdn) !== 'Safaricom';
  await askFirst(services, turn, intent, [
    { reason: 'repeat', other: former },
    ...(isOffNetwork ? [{ reason: 'off-network' } as const] : []),
  ]);
}

/** Answers an edited command, which the bot does not run. */
function editedCommands(): Composer<BotContext> {
  const bot = new Composer<BotContext>();
  bot.on(editedMessage('text'), ({ turn, editedMessage: { text } }) => {
    if (beginsWith(text, CHARGE_COMMAND)) turn.say(turn.words.editsDoNothing);
  });
  return bot;
}

import { Composer } from 'telegraf';
import { editedMessage } from 'telegraf/filters';
import { readChargeRequest } from '../../../domain/charge-request.ts';
import { isErased } from '../../../domain/msisdn.ts';
import type { ActionOf } from '../callback-data.ts';
import type { BotServices, BotContext } from '../bot-services.ts';
import type { CommandContext, Feature, Press } from '../feature.ts';
import { askAmount, askPhone } from './charge-questions.ts';
import { quoted, refusal } from './refusal.ts';
import { requestCharge } from './request-charge.ts';
import { chargeHere } from './visibility.ts';

/** `/charge`, which charges at once or asks for what is missing, and the button that charges again. */
export const charge: Feature = {
  commands: [{ name: 'charge', inMenu: true, run: chargeByCommand }],
  callbacks: { again: chargeAgain },
  messages: editedCommands,
};

async function chargeByCommand(
  services: BotServices,
  { turn, member, hasSeveral, payload, message }: CommandContext,
): Promise<void> {
  const request = readChargeRequest(payload);
  const known = {
    merchantId: member.merchantId,
    commandMessageId: message.message_id,
    threadId: turn.threadId ?? null,
  };
  switch (request.kind) {
    case 'needs-phone':
      return await askPhone(services, turn, member, { ...known, msisdn: null });
    case 'needs-amount':
      return askAmount(turn, { ...known, msisdn: request.msisdn });
    case 'refused':
      return turn.say(refusal(turn, request));
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

/** Charges again what was declined or canceled: once, however often the button is pressed. */
async function chargeAgain(
  services: BotServices,
  { turn, messageId }: Press,
  { charge: ref }: ActionOf<'again'>,
): Promise<string | undefined> {
  const here = await chargeHere(services, turn, ref);
  if (here === undefined) return turn.words.notYours;
  const { charge: former, member, hasSeveral } = here;
  const { msisdn } = former;
  if ((former.state !== 'declined' && former.state !== 'canceled') || isErased(msisdn))
    return turn.words.questionClosed;
  const events = await services.store.chargeQueries.events(former.id);
  turn.clearButtons(messageId);
  const outcome = await requestCharge(services, turn, {
    merchantId: former.merchantId,
    shop: hasSeveral ? member.merchantName : null,
    msisdn,
    amountKes: former.amountKes,
    note: former.note,
    idempotencyKey: `again:${former.id}`,
    // A press has no date. The button exists since the charge ended.
    requestedAt: events.at(-1)?.at ?? former.createdAt,
    commandMessageId: former.message?.chatId === turn.chatId ? former.message.commandMessageId : null,
    threadId: turn.threadId ?? null,
    questionMessageId: undefined,
    accepted: [],
  });
  return outcome === 'already' ? turn.words.alreadyTried : undefined;
}

/** Answers an edited command, which the bot does not run. */
function editedCommands(): Composer<BotContext> {
  const bot = new Composer<BotContext>();
  bot.on(editedMessage('text'), ({ turn, editedMessage: { text } }) => {
    if (/^\/charge\b/i.test(text)) turn.say(turn.words.editsDoNothing);
  });
  return bot;
}

import { formatKes } from '../../../domain/amount.ts';
import type { ChargeRequest } from '../../../domain/charge.ts';
import type { Confirmation, CreateChargeResult } from '../../../payments/create-charge.ts';
import type { UpdateEffects } from '../../../store/port/update-effects.ts';
import type { BotServices } from '../bot-services.ts';
import { resumeButtons } from '../../outbound/restore-hold.ts';
import { deletion, type Turn } from '../turn.ts';
import type { ChargeIntent } from './charge-intent.ts';
import { askFirst } from './confirm-charge.ts';
import { customerFor } from './customer-for.ts';
import { isOperator } from './memberships.ts';
import { mayTidy } from './tidy-group.ts';

/**
 * Creates a charge, or asks for confirmation first.
 *
 * @returns `created` or `already` if the charge is new or existed before; then the turn is committed. Otherwise the turn holds the question
 *   or the refusal, and the caller commits it.
 */
export async function requestCharge(
  services: BotServices,
  turn: Turn,
  intent: ChargeIntent,
): Promise<'created' | 'already' | 'asked' | 'refused'> {
  const asked: ChargeRequest = {
    merchantId: intent.merchantId,
    idempotencyKey: intent.idempotencyKey,
    msisdn: intent.msisdn,
    contactName: intent.contactName ?? null,
    amountKes: intent.amountKes,
    note: intent.note,
    userId: turn.userId,
    requestedAt: intent.requestedAt,
    message: {
      chatId: turn.chatId,
      chatKind: turn.chatKind,
      threadId: intent.threadId,
      commandMessageId: intent.commandMessageId,
      commandWord: intent.commandWord,
      userName: turn.userName,
      language: turn.words.language,
      shop: intent.shop,
      cardMessageId: intent.questionMessageId,
    },
  };
  turn.dropDraft(turn);
  const { amountToConfirm } = intent;
  const raised: readonly Confirmation[] =
    amountToConfirm === undefined ? [] : [{ reason: 'unusual-amount', written: amountToConfirm }];
  const questions: readonly Confirmation[] =
    intent.asksFirst === true ? [{ reason: 'conversation' }, ...raised] : raised;
  const effects = await withoutCommand(services, turn, intent.commandMessageId, turn.effects());
  const { accepted } = intent;
  const result = await services.payments.createCharge(asked, { accepted, raised: questions, effects });
  switch (result.kind) {
    case 'created':
    case 'already':
      return result.kind;
    case 'held':
    case 'refused':
    case 'prompt-open':
    case 'limit-reached':
    case 'over-limit':
      // The question of a pressed button stays open with its buttons, so that the person need not type again.
      turn.forget();
      if (intent.questionMessageId !== undefined) turn.keepDraft();
      if (result.kind === 'held') await sayHeld(services, turn, result.since);
      else turn.say(reasonOf(services, turn, intent, result, await customerFor(services, turn, intent)));
      return 'refused';
    case 'needs-confirmation':
      await askFirst(services, turn, intent, result.questions);
      return 'asked';
  }
}

/** Adds to the effects of a new charge that its command goes from the group, if the bot may delete it: it shows the number. */
async function withoutCommand(
  services: BotServices,
  turn: Turn,
  commandMessageId: number | null,
  effects: UpdateEffects,
): Promise<UpdateEffects> {
  if (commandMessageId === null || !(await mayTidy(services, turn))) return effects;
  return { ...effects, messages: [...effects.messages, deletion(turn.chatId, commandMessageId)] };
}

/** Says that no push is sent until an operator resumes. An operator gets the button for it. */
async function sayHeld(services: BotServices, turn: Turn, since: number): Promise<void> {
  if (!(await isOperator(services, turn.userId))) return turn.say(turn.words.onHoldForOthers);
  const when = services.time.moment(since, turn.at, turn.words.locale);
  turn.say(turn.words.onHold(when), { markup: { kind: 'buttons', rows: resumeButtons(turn.words, since) } });
}

/** Says why no push is sent, and when one can be. */
function reasonOf(
  services: BotServices,
  turn: Turn,
  intent: ChargeIntent,
  result: CreateChargeResult & { kind: 'refused' | 'prompt-open' | 'limit-reached' | 'over-limit' },
  phone: string,
): string {
  const { words, at } = turn;
  switch (result.kind) {
    case 'refused':
      return words.refused[result.why](phone);
    case 'prompt-open': {
      const { other, freeAt } = result;
      // What another shop charges is not shown here.
      const what =
        other.merchantId === intent.merchantId
          ? `#${other.number}, ${formatKes(other.amountKes)}`
          : undefined;
      return words.promptOpen({
        phone,
        other: what,
        again: words.span(Math.max(1, Math.ceil((freeAt - at) / 1_000))),
      });
    }
    case 'over-limit':
      return words.overLimit(formatKes(result.maxAmountKes));
    case 'limit-reached': {
      const { of, count, withinMs, freeAt, isOwn } = result.limit;
      const within = words.span(Math.round(withinMs / 1_000));
      const again = services.time.moment(freeAt, at, words.locale);
      if (isOwn === true && of !== 'merchant') return words.ownLimitReached[of]({ phone, count, again });
      return words.limitReached[of]({ phone, count, within, again });
    }
  }
}

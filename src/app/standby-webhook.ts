import { boundedApi } from '../telegram/api/bounded-api.ts';
import { proxyAgent } from '../telegram/api/proxy.ts';
import { newTelegraf } from '../telegram/bot/bot.ts';
import { takeUpdate } from '../telegram/inbound/webhook.ts';
import { pressAnswers } from '../telegram/outbound/press-answers.ts';
import type { Observation } from './observation.ts';
import type { AppParts } from './parts.ts';
import { webhookOf } from './webhook.ts';

/**
 * Takes updates that Telegram brings, whether this program leads or not: they are committed to the inbox, which the leader reads.
 *
 * @param onReceived is called after an update was committed
 * @returns the observation for the bot, whose own way in stays shut
 */
export async function standbyWebhook(
  parts: AppParts,
  observation: Observation,
  onReceived: () => void,
  ending: AbortSignal,
): Promise<Observation> {
  const { live, clock, log } = parts;
  const webhook = webhookOf(parts, observation);
  if (webhook === undefined) return observation;
  const agent = live.telegramProxy === undefined ? undefined : await proxyAgent(live.telegramProxy);
  const api = boundedApi(newTelegraf(live.telegramToken, live.telegramApiRoot, agent).telegram);
  const receiving = {
    inbox: observation.store.inbox,
    clock,
    log,
    onReceived,
    // The time of the bot is the leader's.
    hear: () => undefined,
    turnAway: pressAnswers(api, clock).turnAway,
    ending,
  };
  webhook.open((update) => takeUpdate(update, receiving));
  return { ...observation, openWebhook: () => undefined };
}

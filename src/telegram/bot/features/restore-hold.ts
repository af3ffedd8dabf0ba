import type { BotServices } from '../bot-services.ts';
import type { Feature, Press } from '../feature.ts';
import { isOperator } from './memberships.ts';

/** The button that ends the hold after a restore. The operators decide, even if their own shop is suspended. */
export const restoreHold: Feature = {
  callbacks: {
    resume: (services, press, { copiedAt }) => resume(services, press, copiedAt),
  },
  whileSuspended: ['resume'],
};

async function resume(services: BotServices, { turn, messageId }: Press, copiedAt: number): Promise<string> {
  if (!(await isOperator(services, turn.userId))) return turn.words.notYours;
  turn.edit(messageId, turn.words.resumed);
  if (await services.payments.resume(copiedAt, turn.effects())) return turn.words.done;
  // Somebody else was faster.
  turn.forget();
  turn.clearButtons(messageId);
  return turn.words.alreadyDecided;
}

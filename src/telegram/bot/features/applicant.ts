import type { BotServices, BotContext } from '../bot-services.ts';
import type { Turn } from '../turn.ts';
import { answerConnect, beginConnect, isLateKey } from './connect.ts';
import { onPress } from './press.ts';

/** Any other command. A key may begin with a slash, but does not consist of letters alone. */
const COMMAND = /^\/[a-z]+(?:@\w*)?(?:\s|$)/i;

/** Handles an update of an applicant: a person who may connect a shop and works at none yet. */
export async function applicantTurn(services: BotServices, turn: Turn, ctx: BotContext): Promise<void> {
  const { words } = turn;
  if (ctx.callbackQuery !== undefined) return await leaveByButton(services, turn, ctx);
  if (ctx.message === undefined || ctx.text === undefined) return;
  const draft = await services.store.users.draft(turn.chatId, turn.userId, turn.at);
  if (/^\/cancel\b/i.test(ctx.text)) {
    turn.dropDraft(turn);
    return turn.say(draft === undefined ? words.letIn : words.leftConnect);
  }
  const [command, payload = ''] = /^\/connect(?:@\w+)?(?:\s+(\S.*))?$/is.exec(ctx.text) ?? [];
  if (command !== undefined) return beginConnect(services, turn, undefined, payload);
  if (draft === undefined && !COMMAND.test(ctx.text) && (await isLateKey(services, turn))) return;
  if (COMMAND.test(ctx.text) || draft === undefined) return turn.say(words.letIn);
  await answerConnect(services, turn, draft, ctx.text);
}

const leaveByButton = (services: BotServices, turn: Turn, ctx: BotContext): Promise<void> =>
  onPress(services, ctx, async (action) => {
    const draft = await services.store.users.draft(turn.chatId, turn.userId, turn.at);
    if (action.kind !== 'leave' || draft?.token !== action.token) return turn.words.questionClosed;
    turn.dropDraft(draft);
    turn.say(turn.words.leftConnect);
    return undefined;
  });

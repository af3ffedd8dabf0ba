import { oneLine } from '../../domain/one-line.ts';
import { languageOf, localeOf } from '../locales/locales.ts';
import type { BotContext, BotServices } from './bot-services.ts';
import { beginTurn, type Turn } from './turn.ts';
import { quotedPart } from './quoted-part.ts';
import { isAnonymous } from './update-traits.ts';

/** The longest name that the bot shows. */
const MAX_NAME = 40;

/** Begins the turn of an update. Returns undefined for an update without a person: a channel's post, another bot's message. */
export async function turnOf(services: BotServices, ctx: BotContext): Promise<Turn | undefined> {
  const { from, chat } = ctx;
  if (
    from === undefined ||
    chat === undefined ||
    chat.type === 'channel' ||
    (from.is_bot && !isAnonymous(ctx))
  ) {
    return undefined;
  }
  const message = ctx.message ?? ctx.editedMessage;
  const place = ctx.msg;
  const isInTopic = place !== undefined && 'is_topic_message' in place && place.is_topic_message;
  const language = (await services.store.users.language(from.id)) ?? languageOf(from.language_code);
  return beginTurn(
    {
      updateId: ctx.update.update_id,
      at: services.clock.now(),
      userId: from.id,
      userName: oneLine([from.first_name, from.last_name ?? ''].join(' '), MAX_NAME) || `${from.id}`,
      chatId: chat.id,
      chatKind: chat.type === 'private' ? 'private' : 'group',
      threadId: isInTopic ? place.message_thread_id : undefined,
      messageId: message?.message_id,
      quote: message === undefined ? undefined : quotedPart(message),
      words: localeOf(language),
    },
    services.store,
  );
}

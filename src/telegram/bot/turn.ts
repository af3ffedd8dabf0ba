import type { FileRecipe } from '../../domain/file-recipe.ts';
import type { News, NewsPayload } from '../../domain/news.ts';
import type { UpdateEffects } from '../../store/port/update-effects.ts';
import type { NewDraft, Draft } from '../../domain/draft.ts';
import type { OutgoingMessage } from '../../domain/messages.ts';
import type { ChatKind } from '../../domain/charge.ts';
import type { Store } from '../../store/port/store.ts';
import {
  editPayload,
  messagePayload,
  replyInGroup,
  type DeletePayload,
  type EditPayload,
  type FilePayload,
  type Keyboard,
  type Markup,
  type MessagePayload,
  type Reply,
} from '../outbound/payload.ts';
import type { Text, Locale } from '../locales/locale.ts';

/** Who an update is from and where it happened. */
export interface UpdateOrigin {
  readonly updateId: number;
  /** When the update is handled, in epoch milliseconds. */
  readonly at: number;
  readonly userId: number;
  readonly userName: string;
  readonly chatId: number;
  readonly chatKind: ChatKind;
  /** The forum topic, if it happened in one. */
  readonly threadId: number | undefined;
  /** The person's message; undefined for a press. */
  readonly messageId: number | undefined;
  /** What a reply to it quotes in a group; undefined if nothing may be quoted. */
  readonly quote: string | undefined;
  readonly words: Locale;
}

export interface SayOptions {
  readonly markup?: Markup | undefined;
  /** The message to reply to. In a group it is the person's message by default, in private there is none. */
  readonly replyTo?: Reply | null;
  /** The draft whose question this is. */
  readonly draftToken?: string;
  /** The id of the charge that this is about: an amount as a reply means its customer. */
  readonly aboutCharge?: number;
}

/**
 * The turn of one update. It collects the effects of handling the update, which are committed in one transaction with the update. Nothing
 * is sent from here, so a handler never waits for Telegram, and a crash loses or repeats nothing.
 */
export interface Turn extends UpdateOrigin {
  say(text: Text, options?: SayOptions): void;
  /** Says something in another chat. */
  sayIn(chatId: number, text: Text, markup?: Markup): void;
  /** Says news here. The words are chosen when the message is sent. */
  sayNews(news: News): void;
  /** Sends a picture or a document here, with a caption of at most 1,024 characters. It is made when it is sent. */
  sayFile(
    file: FileRecipe,
    caption: Text,
    options?: SayOptions & { readonly progress?: FilePayload['progress'] },
  ): void;
  /** Deletes a message, because it holds a secret or a customer's number. */
  remove(messageId: number): void;
  /** Changes a message of the bot. Without `rows` its buttons go. */
  edit(messageId: number, text: Text, rows?: Keyboard): void;
  /** Removes the buttons of a message of the bot. */
  clearButtons(messageId: number): void;
  /** Replaces the buttons of a message of the bot. Its text stays. */
  setButtons(messageId: number, rows: Keyboard): void;
  /** Drops all messages that the turn has collected so far. */
  forget(): void;
  putDraft(draft: NewDraft): void;
  dropDraft(draft: Pick<Draft, 'chatId' | 'userId'>): void;
  /** Keeps the draft as it is in the database, whatever the turn has collected for it. */
  keepDraft(): void;
  /** The collected effects. */
  effects(): UpdateEffects;
  /** Commits the effects. Does nothing if the update is committed already, as it is after a charge was created. */
  commit(): Promise<void>;
}

export function deletion(chatId: number, messageId: number): OutgoingMessage {
  const payload: DeletePayload = { message_id: messageId };
  return { kind: 'delete', chatId, payload };
}

/** The methods of a turn that collect messages. */
type TurnMessages = Pick<
  Turn,
  'say' | 'sayIn' | 'sayNews' | 'sayFile' | 'remove' | 'edit' | 'clearButtons' | 'setButtons' | 'forget'
>;

/** What a message is about, as the outbox keeps it. */
const subjectOf = ({
  draftToken,
  aboutCharge,
}: SayOptions): Pick<OutgoingMessage, 'draftToken' | 'chargeId'> => ({
  ...(draftToken === undefined ? {} : { draftToken }),
  ...(aboutCharge === undefined ? {} : { chargeId: aboutCharge }),
});

export function beginTurn(origin: UpdateOrigin, store: Store): Turn {
  const messages: OutgoingMessage[] = [];
  let draft: UpdateEffects['draft'] = { kind: 'keep' };
  const effects = (): UpdateEffects => ({
    updateId: origin.updateId,
    at: origin.at,
    messages: [...messages],
    draft,
  });
  return {
    ...origin,
    ...collectMessages(origin, messages),
    putDraft(put) {
      draft = { kind: 'put', draft: put };
    },
    dropDraft({ chatId, userId }) {
      draft = { kind: 'drop', chatId, userId };
    },
    keepDraft() {
      draft = { kind: 'keep' };
    },
    effects,
    async commit() {
      await store.inbox.finish(effects());
    },
  };
}

/** Adds what a handler says to `messages`, in the order in which it is said. */
function collectMessages(origin: UpdateOrigin, messages: OutgoingMessage[]): TurnMessages {
  const repliedTo = replyInGroup(origin.messageId, origin.quote);
  const payloadHere = (
    text: Text,
    { markup, replyTo = origin.chatKind === 'group' ? repliedTo : null }: SayOptions,
  ): MessagePayload =>
    messagePayload(text, { threadId: origin.threadId ?? null, replyTo: replyTo ?? undefined, markup });

  return {
    say(text, options = {}) {
      messages.push({
        kind: 'message',
        chatId: origin.chatId,
        payload: payloadHere(text, options),
        ...subjectOf(options),
      });
    },
    sayFile(file, caption, options = {}) {
      const { language } = origin.words;
      const { progress } = options;
      const message = payloadHere(caption, options);
      const payload: FilePayload = {
        file,
        language,
        message,
        ...(progress === undefined ? {} : { progress }),
      };
      messages.push({ kind: 'message', chatId: origin.chatId, payload, ...subjectOf(options) });
    },
    sayIn(chatId, text, markup) {
      messages.push({ kind: 'message', chatId, payload: messagePayload(text, { markup }) });
    },
    sayNews(news) {
      const payload: NewsPayload = { news, shop: '', language: origin.words.language };
      messages.push({ kind: 'message', chatId: origin.chatId, payload });
    },
    remove(messageId) {
      messages.push(deletion(origin.chatId, messageId));
    },
    edit(messageId, text, rows) {
      messages.push({ kind: 'edit', chatId: origin.chatId, payload: editPayload(messageId, text, rows) });
    },
    clearButtons(messageId) {
      messages.push({
        kind: 'edit',
        chatId: origin.chatId,
        payload: { message_id: messageId } satisfies EditPayload,
      });
    },
    setButtons(messageId, rows) {
      const payload: EditPayload = { message_id: messageId, reply_markup: { inline_keyboard: rows } };
      messages.push({ kind: 'edit', chatId: origin.chatId, payload });
    },
    forget() {
      messages.length = 0;
    },
  };
}

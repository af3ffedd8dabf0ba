import type { News, NewsPayload } from '../../domain/news.ts';
import type { NewDraft, UpdateEffects, OutgoingMessage } from '../../store/port/update-effects.ts';
import type { Draft } from '../../domain/draft.ts';
import type { ChatKind } from '../../domain/charge.ts';
import type { Store } from '../../store/port/store.ts';
import {
  editPayload,
  messagePayload,
  type DeletePayload,
  type EditPayload,
  type Keyboard,
  type Markup,
} from '../outbound/payload.ts';
import type { Text, Locale } from '../locales/locale.ts';

/** Who an update is from and where it happened. */
export interface Scene {
  readonly updateId: number;
  /** When it is handled. */
  readonly at: number;
  readonly userId: number;
  readonly userName: string;
  readonly chatId: number;
  readonly chatKind: ChatKind;
  /** The forum topic, if it happened in one. */
  readonly threadId: number | undefined;
  /** The person's message; undefined for the press of a button. */
  readonly messageId: number | undefined;
  readonly words: Locale;
}

export interface SayOptions {
  readonly markup?: Markup | undefined;
  /** The message to answer. In groups the person's own unless said otherwise; in private none is needed. */
  readonly replyTo?: number | null;
  /** The draft whose question this is. */
  readonly draftToken?: string;
}

/**
 * One update's turn: collects what handling it leaves behind, to be committed at once with the update itself. Nothing is
 * sent from here, so a handler never waits for Telegram, and a crash loses or repeats nothing.
 */
export interface Turn extends Scene {
  say(text: Text, options?: SayOptions): void;
  /** Says something in another chat. */
  sayIn(chatId: number, text: Text, markup?: Markup): void;
  /** Says something here whose words are found when it is sent. */
  sayNews(news: News): void;
  /** Deletes a message: one that holds a secret. */
  remove(messageId: number): void;
  /** Changes a message of ours; its buttons go unless new ones are given. */
  edit(messageId: number, text: Text, rows?: Keyboard): void;
  /** Takes the buttons of a message of ours away. */
  clearButtons(messageId: number): void;
  /** Takes back what was said so far in this turn. */
  forget(): void;
  putDraft(draft: NewDraft): void;
  dropDraft(draft: Pick<Draft, 'chatId' | 'userId'>): void;
  /** Takes back that a draft was to be put or dropped in this turn. */
  keepDraft(): void;
  /** What was collected. */
  effects(): UpdateEffects;
  /** Commits it. To be called once by whoever handles the update last; harmless after a commit by the till. */
  commit(): Promise<void>;
}

export function beginTurn(scene: Scene, store: Store): Turn {
  const says: OutgoingMessage[] = [];
  let draft: UpdateEffects['draft'] = { kind: 'keep' };
  const effects = (): UpdateEffects => ({ updateId: scene.updateId, at: scene.at, says: [...says], draft });

  return {
    ...scene,
    say(text, { markup, replyTo = scene.chatKind === 'group' ? scene.messageId : null, draftToken } = {}) {
      const payload = messagePayload(text, {
        threadId: scene.threadId ?? null,
        replyTo: replyTo ?? null,
        markup,
      });
      const utterance: OutgoingMessage = { kind: 'message', chatId: scene.chatId, payload };
      says.push(draftToken === undefined ? utterance : { ...utterance, draftToken });
    },
    sayIn(chatId, text, markup) {
      says.push({ kind: 'message', chatId, payload: messagePayload(text, { markup }) });
    },
    sayNews(news) {
      const payload: NewsPayload = { news, shop: '', language: scene.words.language };
      says.push({ kind: 'message', chatId: scene.chatId, payload });
    },
    remove(messageId) {
      const payload: DeletePayload = { message_id: messageId };
      says.push({ kind: 'delete', chatId: scene.chatId, payload });
    },
    edit(messageId, text, rows) {
      says.push({ kind: 'edit', chatId: scene.chatId, payload: editPayload(messageId, text, rows) });
    },
    clearButtons(messageId) {
      says.push({
        kind: 'edit',
        chatId: scene.chatId,
        payload: { message_id: messageId } satisfies EditPayload,
      });
    },
    forget() {
      says.length = 0;
    },
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

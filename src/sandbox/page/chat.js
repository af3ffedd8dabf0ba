/** @import {SimMessage} from '../bot-api/types.ts' */
/** @import {SandboxState} from '../state.ts' */
import { newChatState } from './chat-state.js';
import { composer as newComposer } from './composer.js';
import { byId } from './dom.js';
import { messageList } from './message-list.js';
import { ring } from './sound.js';
import { chatTabs } from './tabs.js';

/** The merchant's chat: tabs, messages, and the line to write on. */
export function chat() {
  const state = newChatState();
  const composer = newComposer(state);
  const list = messageList(state, composer);

  const drawOpen = () => {
    composer.showDraft();
    tabs.draw();
    tabs.drawSpeakers();
    list.drawAll();
    composer.resize();
    byId('log', HTMLElement).setAttribute('aria-labelledby', `tab-${state.current()}`);
  };
  const tabs = chatTabs(state, {
    open(chatId) {
      composer.keepDraft();
      state.open(chatId);
      drawOpen();
    },
    speakAs(userId) {
      state.speakAs(userId);
      composer.setAbout(undefined);
      list.drawAll();
    },
  });

  /** A message with force_reply opens the reply box of the person whom it answers. @param {SimMessage} message */
  const openReplyBox = (message) => {
    const { reply_markup: markup, reply_to_message: repliedTo } = message;
    if (markup?.force_reply !== true || message.from.id !== state.botId()) return;
    const isForMe = repliedTo === undefined || repliedTo.from.id === state.speaker().id;
    if (state.chatNow().kind === 'group' && markup.selective === true && !isForMe) return;
    composer.setAbout({ kind: 'reply', message });
    composer.text.placeholder = markup.input_field_placeholder ?? 'Message';
  };

  return {
    /** @param {SandboxState} next */
    reset(next) {
      state.reset(next);
      composer.keepDraft();
      state.open(state.current());
      drawOpen();
    },
    /** @param {SimMessage} message @param {boolean} rings */
    message(message, rings) {
      state.keep(message);
      if (rings) ring('message');
      if (message.chat.id === state.current()) {
        list.put(message, rings);
        openReplyBox(message);
      } else if (rings) {
        state.addUnread(message.chat.id);
        tabs.draw();
      }
    },
    /** @param {number} chatId @param {number} messageId */
    gone(chatId, messageId) {
      state.remove(chatId, messageId);
      if (chatId === state.current()) list.remove(messageId);
    },
    commands: state.setCommands,
  };
}

/** @import {SimMessage} from '../bot-api/types.ts' */
/** @import {ChatState} from './chat-state.js' */
/** @import {Composer} from './composer.js' */
import { bubble } from './bubble.js';
import { byId, element, post, toast } from './dom.js';

/**
 * The messages of the open chat, and the keyboard that the bot put below them.
 *
 * @param {ChatState} state
 * @param {Composer} composer
 */
export function messageList(state, composer) {
  const list = byId('messages', HTMLOListElement);
  const log = byId('log', HTMLElement);

  /** @param {SimMessage} message */
  const draw = (message) =>
    bubble(message, {
      mine: message.from.id === state.speaker().id,
      bot: message.from.id === state.botId(),
      reply: () => composer.setAbout({ kind: 'reply', message }),
      edit: () => composer.setAbout({ kind: 'edit', message }),
      press: (button) => press(state, message, button),
      send: composer.send,
      goTo: (messageId) => goTo(list, messageId),
    });

  const isAtEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  const toEnd = () => {
    log.scrollTop = log.scrollHeight;
  };
  const showEmpty = () => {
    byId('empty', HTMLElement).hidden = list.childElementCount > 0;
  };
  /** @param {HTMLElement} drawn */
  const focusWithin = (drawn) => {
    const next = drawn.querySelector('.inline button');
    (next instanceof HTMLElement ? next : composer.text).focus();
  };

  return {
    /** Draws a message that is new or changed. @param {SimMessage} message @param {boolean} rings */
    put(message, rings) {
      const stay = !isAtEnd() && message.from.id !== state.speaker().id;
      const drawn = draw(message);
      if (rings) drawn.classList.add('flash');
      const before = list.querySelector(`[data-message="${message.message_id}"]`);
      if (before === null) list.append(drawn);
      else {
        // The message is edited in place. The focus stays on it if it was on one of its buttons.
        const held = before.contains(document.activeElement);
        before.replaceWith(drawn);
        if (held) focusWithin(drawn);
      }
      showEmpty();
      if (!stay) toEnd();
      showKeyboard(state.messagesNow(), composer.send);
    },
    /** Takes a message away. The others stay as they are. @param {number} messageId */
    remove(messageId) {
      list.querySelector(`[data-message="${messageId}"]`)?.remove();
      showEmpty();
      showKeyboard(state.messagesNow(), composer.send);
    },
    drawAll() {
      const messages = state.messagesNow();
      list.replaceChildren(...messages.map(draw));
      showEmpty();
      showKeyboard(messages, composer.send);
      toEnd();
    },
  };
}

/** Presses a button, and shows what the bot answers. @param {ChatState} state @param {SimMessage} message @param {string} button */
async function press(state, message, button) {
  const answer = await post('/api/press', {
    chat: state.current(),
    from: state.speaker().id,
    message: message.message_id,
    button,
  });
  if (answer !== null && typeof answer === 'object' && 'said' in answer && typeof answer.said === 'string')
    toast(answer.said);
}

/** @param {HTMLElement} list @param {number} messageId */
function goTo(list, messageId) {
  const target = list.querySelector(`[data-message="${messageId}"]`);
  target?.scrollIntoView({ block: 'center', behavior: 'smooth' });
  target?.classList.add('flash');
  setTimeout(() => target?.classList.remove('flash'), 1_200);
}

/**
 * Shows the keyboard of the last message that has one, unless a later message removed it.
 *
 * @param {readonly SimMessage[]} messages
 * @param {(words: string) => void} send
 */
function showKeyboard(messages, send) {
  const shown = byId('keyboard', HTMLElement);
  const last = messages.findLast(
    ({ reply_markup: markup }) => markup?.keyboard !== undefined || markup?.remove_keyboard === true,
  );
  const rows = last?.reply_markup?.keyboard ?? [];
  shown.hidden = rows.length === 0;
  shown.replaceChildren(
    ...rows.map((row) =>
      element(
        'div',
        {},
        ...row.map((key) => element('button', { type: 'button', onclick: () => send(key.text) }, key.text)),
      ),
    ),
  );
}

/** @import {ChatState} from './chat-state.js' */
import { byId, element } from './dom.js';

/**
 * The tabs of the chats, and who writes in the open one.
 *
 * @param {ChatState} state
 * @param {{ open: (chatId: number) => void, speakAs: (userId: number) => void }} actions
 */
export function chatTabs(state, { open, speakAs }) {
  const tabs = byId('tabs', HTMLElement);

  tabs.addEventListener('keydown', ({ key }) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
    if (step === undefined) return;
    const chats = state.chats();
    const at = chats.findIndex(({ id }) => id === state.current());
    const next = chats[(at + step + chats.length) % chats.length];
    if (next !== undefined) open(next.id);
  });

  return {
    draw() {
      const current = state.current();
      const held = tabs.contains(document.activeElement);
      tabs.replaceChildren(
        ...state.chats().map(({ id, title, about }) => {
          const waiting = state.unread(id);
          return element(
            'button',
            {
              type: 'button',
              role: 'tab',
              id: `tab-${id}`,
              title: about,
              'aria-selected': id === current,
              'aria-controls': 'log',
              tabIndex: id === current ? 0 : -1,
              onclick: () => open(id),
            },
            element('b', {}, title),
            element('small', {}, about),
            waiting === 0
              ? undefined
              : element('span', { className: 'badge', 'aria-label': `${waiting} unread` }, `${waiting}`),
          );
        }),
      );
      if (held) document.getElementById(`tab-${current}`)?.focus();
    },
    drawSpeakers() {
      const { speakers } = state.chatNow();
      const shown = byId('speakers', HTMLElement);
      shown.hidden = speakers.length < 2;
      shown.replaceChildren(
        'Write as',
        ...speakers.map(({ id, name }) => {
          const radio = element('input', {
            type: 'radio',
            name: 'speaker',
            value: `${id}`,
            checked: id === state.speaker().id,
          });
          radio.addEventListener('change', () => speakAs(id));
          return element('label', {}, radio, name);
        }),
      );
    },
  };
}

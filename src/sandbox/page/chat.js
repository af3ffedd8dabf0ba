/** @import {SimMessage} from '../bot-api/types.ts' */
/** @import {ChatView, SandboxState} from '../state.ts' */
import { bubble, firstLine } from './bubble.js';
import { byId, element, post, toast } from './dom.js';
import { ring } from './sound.js';

/** The merchant's chat: tabs, messages, and the line to write on. */
export function chat() {
  const tabs = byId('tabs', HTMLElement);
  const list = byId('messages', HTMLOListElement);
  const log = byId('log', HTMLElement);
  const text = byId('text', HTMLTextAreaElement);
  const menu = byId('menu', HTMLUListElement);

  /** @type {SandboxState['bot']} */
  let bot = { id: 0, username: '', status: 'starting' };
  /** @type {readonly ChatView[]} */
  let chats = [];
  /** @type {SandboxState['commands']} */
  let menus = {};
  /** @type {Map<number, Map<number, SimMessage>>} by chat, then by message */
  const messages = new Map();
  /** @type {Map<number, number>} */
  const unread = new Map();
  /** @type {Map<number, number>} who writes, by chat */
  const speakers = new Map();
  /** @type {Map<number, string>} what is written and not sent, by chat */
  const drafts = new Map();
  let current = 0;
  /** @type {{ readonly kind: 'reply' | 'edit', readonly message: SimMessage } | undefined} */
  let about;

  const chatNow = () => {
    const found = chats.find(({ id }) => id === current);
    if (found === undefined) throw new Error('no chat is open');
    return found;
  };
  const speaker = () => {
    const { id, speakers: all } = chatNow();
    return (
      all.find((person) => person.id === speakers.get(id)) ?? all[0] ?? { id: 0, name: '', language: 'en' }
    );
  };

  // --- messages

  /** @param {SimMessage} message */
  const draw = (message) =>
    bubble(message, {
      mine: message.from.id === speaker().id,
      bot: message.from.id === bot.id,
      reply: () => setAbout({ kind: 'reply', message }),
      edit: () => setAbout({ kind: 'edit', message }),
      async press(button) {
        const answer = await post('/api/press', {
          chat: current,
          from: speaker().id,
          message: message.message_id,
          button,
        });
        if (
          answer !== null &&
          typeof answer === 'object' &&
          'said' in answer &&
          typeof answer.said === 'string'
        ) {
          toast(answer.said);
        }
      },
      send: (words) => void send(words),
      goTo(messageId) {
        const target = list.querySelector(`[data-message="${messageId}"]`);
        target?.scrollIntoView({ block: 'center', behavior: 'smooth' });
        target?.classList.add('flash');
        setTimeout(() => target?.classList.remove('flash'), 1_200);
      },
    });

  const isAtEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  const toEnd = () => {
    log.scrollTop = log.scrollHeight;
  };

  /** @param {HTMLElement} drawn */
  const focusWithin = (drawn) => {
    const next = drawn.querySelector('.inline button');
    (next instanceof HTMLElement ? next : text).focus();
  };

  /** @param {SimMessage} message @param {boolean} rings */
  const put = (message, rings) => {
    const stay = !isAtEnd() && message.from.id !== speaker().id;
    const drawn = draw(message);
    if (rings) drawn.classList.add('flash');
    const before = list.querySelector(`[data-message="${message.message_id}"]`);
    if (before === null) list.append(drawn);
    else {
      // Edited in place: whoever is on one of its buttons stays on the message.
      const held = before.contains(document.activeElement);
      before.replaceWith(drawn);
      if (held) focusWithin(drawn);
    }
    byId('empty', HTMLElement).hidden = list.childElementCount > 0;
    if (!stay) toEnd();
  };

  /** A question that opens its reply box does so for whom it answers. @param {SimMessage} message */
  const openReplyBox = (message) => {
    const { reply_markup: markup, reply_to_message: repliedTo } = message;
    if (markup?.force_reply !== true || message.from.id !== bot.id) return;
    const isForMe = repliedTo === undefined || repliedTo.from.id === speaker().id;
    if (chatNow().kind === 'group' && markup.selective === true && !isForMe) return;
    setAbout({ kind: 'reply', message });
    text.placeholder = markup.input_field_placeholder ?? 'Message';
  };

  const showKeyboard = () => {
    const shown = byId('keyboard', HTMLElement);
    const last = [...(messages.get(current)?.values() ?? [])].findLast(
      ({ reply_markup: markup }) => markup?.keyboard !== undefined || markup?.remove_keyboard === true,
    );
    const rows = last?.reply_markup?.keyboard ?? [];
    shown.hidden = rows.length === 0;
    shown.replaceChildren(
      ...rows.map((row) =>
        element(
          'div',
          {},
          ...row.map((key) =>
            element('button', { type: 'button', onclick: () => void send(key.text) }, key.text),
          ),
        ),
      ),
    );
  };

  // --- tabs

  const drawTabs = () => {
    const held = tabs.contains(document.activeElement);
    tabs.replaceChildren(
      ...chats.map(({ id, title, about: words }) => {
        const waiting = unread.get(id) ?? 0;
        const tab = element(
          'button',
          {
            type: 'button',
            role: 'tab',
            id: `tab-${id}`,
            title: words,
            'aria-selected': id === current,
            'aria-controls': 'log',
            tabIndex: id === current ? 0 : -1,
            onclick: () => open(id),
          },
          element('b', {}, title),
          element('small', {}, words),
          waiting === 0
            ? undefined
            : element('span', { className: 'badge', 'aria-label': `${waiting} unread` }, `${waiting}`),
        );
        return tab;
      }),
    );
    if (held) document.getElementById(`tab-${current}`)?.focus();
  };
  tabs.addEventListener('keydown', ({ key }) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
    if (step === undefined) return;
    const at = chats.findIndex(({ id }) => id === current);
    const next = chats[(at + step + chats.length) % chats.length];
    if (next !== undefined) open(next.id);
  });

  const drawSpeakers = () => {
    const { speakers: all, id } = chatNow();
    const shown = byId('speakers', HTMLElement);
    shown.hidden = all.length < 2;
    shown.replaceChildren(
      'Write as',
      ...all.map((person) => {
        const radio = element('input', {
          type: 'radio',
          name: 'speaker',
          value: `${person.id}`,
          checked: person.id === speaker().id,
        });
        radio.addEventListener('change', () => {
          speakers.set(id, person.id);
          setAbout(undefined);
          drawAll();
        });
        return element('label', {}, radio, person.name);
      }),
    );
  };

  const drawAll = () => {
    list.replaceChildren(...[...(messages.get(current)?.values() ?? [])].map(draw));
    byId('empty', HTMLElement).hidden = list.childElementCount > 0;
    showKeyboard();
    toEnd();
  };

  /** @param {number} id */
  const open = (id) => {
    drafts.set(current, text.value);
    current = id;
    unread.delete(id);
    text.value = drafts.get(id) ?? '';
    setAbout(undefined);
    drawTabs();
    drawSpeakers();
    drawAll();
    resize();
    log.setAttribute('aria-labelledby', `tab-${id}`);
  };

  // --- writing

  /** @param {typeof about} next */
  const setAbout = (next) => {
    if (about?.kind === 'edit') text.value = '';
    about = next;
    text.placeholder = 'Message';
    byId('replying', HTMLElement).hidden = next === undefined;
    if (next === undefined) return;
    const whose = next.kind === 'edit' ? 'Edit' : `Reply to ${next.message.from.first_name}`;
    byId('replying-to', HTMLElement).textContent = `${whose}: ${firstLine(next.message)}`;
    if (next.kind === 'edit') text.value = next.message.text ?? '';
    text.focus();
    resize();
  };

  const resize = () => {
    text.style.height = 'auto';
    text.style.height = `${Math.min(text.scrollHeight, 160)}px`;
  };

  /** @param {string} words */
  const send = async (words) => {
    if (words.trim() === '') return;
    const to = { chat: current, from: speaker().id, text: words };
    const was = about;
    setAbout(undefined);
    text.value = '';
    drafts.delete(current);
    closeMenu();
    resize();
    const answer =
      was?.kind === 'edit'
        ? await post('/api/edit', { ...to, message: was.message.message_id })
        : await post('/api/send', was === undefined ? to : { ...to, replyTo: was.message.message_id });
    // What could not be sent is not lost.
    if (answer === undefined && text.value === '') text.value = words;
  };

  const commandsNow = () => menus[speaker().language] ?? menus[''] ?? [];
  const closeMenu = () => {
    menu.hidden = true;
    menu.replaceChildren();
    text.removeAttribute('aria-activedescendant');
  };
  const openMenu = () => {
    const typed = /^\/(\w*)$/.exec(text.value)?.[1];
    const fitting = commandsNow().filter(({ command }) => typed !== undefined && command.startsWith(typed));
    if (fitting.length === 0) return closeMenu();
    menu.hidden = false;
    menu.replaceChildren(
      ...fitting.map(({ command, description }) =>
        element(
          'li',
          {
            role: 'option',
            id: `command-${command}`,
            'aria-selected': false,
            onclick: () => void send(`/${command}`),
          },
          element('b', {}, `/${command}`),
          ` ${description}`,
        ),
      ),
    );
  };
  /** @param {1 | -1} step */
  const moveInMenu = (step) => {
    const items = [...menu.children];
    const at = items.findIndex((item) => item.getAttribute('aria-selected') === 'true');
    const next = items.at((at + step + items.length + (at === -1 && step === -1 ? 1 : 0)) % items.length);
    for (const item of items) item.setAttribute('aria-selected', String(item === next));
    if (next === undefined) return;
    text.setAttribute('aria-activedescendant', next.id);
    next.scrollIntoView({ block: 'nearest' });
  };

  text.addEventListener('input', () => {
    resize();
    openMenu();
  });
  text.addEventListener('keydown', (event) => {
    const picked = menu.querySelector('[aria-selected="true"] b')?.textContent ?? undefined;
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      void send(picked ?? text.value);
    } else if (!menu.hidden && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      moveInMenu(event.key === 'ArrowDown' ? 1 : -1);
    } else if (!menu.hidden && event.key === 'Tab' && menu.childElementCount > 0) {
      event.preventDefault();
      text.value = `${picked ?? menu.querySelector('b')?.textContent ?? ''} `;
      closeMenu();
    } else if (event.key === 'Escape') {
      closeMenu();
      setAbout(undefined);
    }
  });
  byId('composer', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    void send(text.value);
  });
  byId('leave-reply', HTMLButtonElement).addEventListener('click', () => setAbout(undefined));
  byId('open-menu', HTMLButtonElement).addEventListener('click', () => {
    text.value = '/';
    text.focus();
    openMenu();
  });
  for (const suggestion of document.querySelectorAll('button.suggestion')) {
    suggestion.addEventListener('click', () => void send(suggestion.textContent ?? ''));
  }

  const contact = byId('contact', HTMLDialogElement);
  byId('open-contact', HTMLButtonElement).addEventListener('click', () => contact.showModal());
  contact.addEventListener('close', () => {
    if (contact.returnValue !== 'share') return;
    void post('/api/contact', {
      chat: current,
      from: speaker().id,
      name: byId('contact-name', HTMLInputElement).value,
      phone: byId('contact-phone', HTMLInputElement).value,
    });
  });

  /** @param {SimMessage} message */
  const keep = (message) => {
    const known = messages.get(message.chat.id) ?? new Map();
    known.set(message.message_id, message);
    messages.set(message.chat.id, known);
  };

  return {
    /** @param {SandboxState} state */
    reset(state) {
      ({ bot, chats, commands: menus } = state);
      messages.clear();
      for (const message of state.messages) keep(message);
      const at = chats.some(({ id }) => id === current) ? current : (chats[0]?.id ?? 0);
      drafts.set(at, text.value);
      current = at;
      open(at);
    },
    /** @param {SimMessage} message @param {boolean} rings */
    message(message, rings) {
      keep(message);
      if (rings) ring('message');
      if (message.chat.id === current) {
        put(message, rings);
        openReplyBox(message);
        showKeyboard();
      } else if (rings) {
        unread.set(message.chat.id, (unread.get(message.chat.id) ?? 0) + 1);
        drawTabs();
      }
    },
    /** @param {number} chatId @param {number} messageId */
    gone(chatId, messageId) {
      messages.get(chatId)?.delete(messageId);
      if (chatId === current) drawAll();
    },
    /** @param {SandboxState['commands']} next */
    commands(next) {
      menus = next;
    },
  };
}

/** @import {SimMessage} from '../bot-api/types.ts' */
/** @import {ChatState} from './chat-state.js' */
/** @import {CommandMenu} from './command-menu.js' */
import { firstLine } from './bubble.js';
import { commandMenu } from './command-menu.js';
import { byId, post } from './dom.js';

/** @typedef {ReturnType<typeof composer>} Composer */
/** @typedef {{ readonly kind: 'reply' | 'edit', readonly message: SimMessage }} About what is replied to, or edited */

/** The line to write on: what is typed in each chat, what it replies to or edits, and sending it. @param {ChatState} state */
export function composer(state) {
  const text = byId('text', HTMLTextAreaElement);
  /** @type {Map<number, string>} what is written and not sent, by chat */
  const drafts = new Map();
  /** @type {About | undefined} */
  let about;

  const resize = () => {
    text.style.height = 'auto';
    text.style.height = `${Math.min(text.scrollHeight, 160)}px`;
  };

  /** @param {About | undefined} next */
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

  /** @param {string} words */
  const send = async (words) => {
    if (words.trim() === '') return;
    const to = { chat: state.current(), from: state.speaker().id, text: words };
    const was = about;
    setAbout(undefined);
    text.value = '';
    drafts.delete(state.current());
    menu.close();
    resize();
    const answer =
      was?.kind === 'edit'
        ? await post('/api/edit', { ...to, message: was.message.message_id })
        : await post('/api/send', was === undefined ? to : { ...to, replyTo: was.message.message_id });
    // A text that could not be sent stays in the line.
    if (answer === undefined && text.value === '') text.value = words;
  };

  const menu = commandMenu(text, state.commandsNow, (words) => void send(words));
  listen(text, menu, { send, setAbout, resize });
  shareContacts(state);

  return {
    text,
    setAbout,
    /** @param {string} words */
    send: (words) => void send(words),
    /** Keeps what is written in the chat that is open. */
    keepDraft: () => void drafts.set(state.current(), text.value),
    /** Shows what was written in the chat that is open now. */
    showDraft() {
      text.value = drafts.get(state.current()) ?? '';
      setAbout(undefined);
    },
    resize,
  };
}

/**
 * @param {HTMLTextAreaElement} text
 * @param {CommandMenu} menu
 * @param {{ send: (words: string) => Promise<void>, setAbout: (about: undefined) => void, resize: () => void }} actions
 */
function listen(text, menu, { send, setAbout, resize }) {
  text.addEventListener('input', () => {
    resize();
    menu.open();
  });
  text.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      void send(menu.picked() ?? text.value);
    } else if (menu.isOpen() && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      menu.move(event.key === 'ArrowDown' ? 1 : -1);
    } else if (menu.isOpen() && event.key === 'Tab' && menu.first() !== undefined) {
      event.preventDefault();
      text.value = `${menu.picked() ?? menu.first() ?? ''} `;
      menu.close();
    } else if (event.key === 'Escape') {
      menu.close();
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
    menu.open();
  });
  for (const suggestion of document.querySelectorAll('button.suggestion')) {
    suggestion.addEventListener('click', () => void send(suggestion.textContent ?? ''));
  }
}

/** The dialog in which a person shares a contact. @param {ChatState} state */
function shareContacts(state) {
  const contact = byId('contact', HTMLDialogElement);
  byId('open-contact', HTMLButtonElement).addEventListener('click', () => contact.showModal());
  contact.addEventListener('close', () => {
    if (contact.returnValue !== 'share') return;
    void post('/api/contact', {
      chat: state.current(),
      from: state.speaker().id,
      name: byId('contact-name', HTMLInputElement).value,
      phone: byId('contact-phone', HTMLInputElement).value,
    });
  });
}

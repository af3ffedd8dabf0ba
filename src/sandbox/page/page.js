/** @import {BotStatus} from '../bot-process.ts' */
/** @import {Change, SandboxState} from '../state.ts' */
import { backstage } from './backstage.js';
import { chat } from './chat.js';
import { byId, setTimeZone } from './dom.js';
import { phones } from './phones.js';

const chatView = chat();
const phonesView = phones();
const backstageView = backstage();

/** @param {BotStatus | 'away'} status */
function showStatus(status) {
  const words = {
    starting: 'The bot is starting…',
    up: 'The bot is up',
    dead: 'The bot is dead',
    away: 'The sandbox is gone',
  };
  const pill = byId('bot-status', HTMLElement);
  pill.textContent = words[status];
  pill.dataset['status'] = status;
}

/** @param {SandboxState} state */
function showAll(state) {
  setTimeZone(state.timeZone);
  showStatus(state.bot.status);
  chatView.reset(state);
  phonesView.reset(state.prompts);
  backstageView.reset(state);
}

/** @param {Change} change */
function show(change) {
  switch (change.kind) {
    case 'message':
      return chatView.message(change.message, change.rings);
    case 'gone':
      return chatView.gone(change.chatId, change.messageId);
    case 'prompt':
      return phonesView.prompt(change.prompt);
    case 'entry':
      return backstageView.entry(change.entry);
    case 'bot':
      return showStatus(change.status);
    case 'commands':
      return chatView.commands(change.commands);
    case 'switches':
      return backstageView.switches(change.switches);
  }
}

// The browser connects again by itself, and then receives the whole state.
const events = new EventSource('/api/events');
events.addEventListener('state', ({ data }) => showAll(JSON.parse(data)));
events.addEventListener('change', ({ data }) => show(JSON.parse(data)));
events.addEventListener('error', () => showStatus('away'));

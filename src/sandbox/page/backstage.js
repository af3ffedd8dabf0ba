/** @import {SandboxState, Switches, TimelineEntry} from '../state.ts' */
import { byId, clockTime, element, post, toast } from './dom.js';

const MAX_SHOWN = 200;

/** @type {Record<Switches['gateway'], string>} */
const GATEWAY = {
  well: 'works',
  slow: 'is slow',
  down: 'is down',
  garbage: 'answers garbage',
  'another-amount': 'reports another amount',
  late: 'reports late',
  'account-refused': 'refuses the account',
};
/** @type {Record<Switches['telegram'], string>} */
const TELEGRAM = { well: 'works', down: 'is down', limited: 'limits the bot' };

/** What goes wrong on purpose, and what happened. */
export function backstage() {
  const timeline = byId('timeline', HTMLOListElement);
  switchesIn('gateway', GATEWAY);
  switchesIn('telegram', TELEGRAM);
  byId('kill', HTMLButtonElement).addEventListener('click', () => void post('/api/kill', {}));
  byId('history', HTMLButtonElement).addEventListener('click', (event) => void fillIn(event.currentTarget));

  /** @param {TimelineEntry} entry */
  const entry = ({ at, lane, text, bad }) => {
    timeline.prepend(
      element(
        'li',
        { 'data-lane': lane, className: bad ? 'bad' : '' },
        element('time', {}, clockTime(at)),
        element('b', {}, lane),
        element('span', {}, text),
      ),
    );
    while (timeline.childElementCount > MAX_SHOWN) timeline.lastElementChild?.remove();
  };

  return {
    entry,
    switches: showSwitches,
    /** @param {SandboxState} state */
    reset(state) {
      timeline.replaceChildren();
      for (const each of state.timeline) entry(each);
      showSwitches(state.switches);
    },
  };
}

/** Fills in a month of sales, and says what became of it. @param {EventTarget | null} button */
async function fillIn(button) {
  if (!(button instanceof HTMLButtonElement)) return;
  const { textContent: words } = button;
  button.disabled = true;
  button.textContent = 'Filling in…';
  const answer = await post('/api/history', {});
  button.disabled = false;
  button.textContent = words;
  if (answer === null || typeof answer !== 'object' || !('charges' in answer && 'already' in answer)) return;
  toast(
    answer.already === true
      ? 'The month is there already. Send /report month.'
      : `Filled in ${String(answer.charges)} charges. Send /report month.`,
  );
}

/**
 * @param {'gateway' | 'telegram'} name
 * @param {Record<string, string>} modes
 */
function switchesIn(name, modes) {
  const group = byId(name, HTMLFieldSetElement);
  for (const [value, words] of Object.entries(modes)) {
    const radio = element('input', { type: 'radio', name, value });
    radio.addEventListener('change', () => void post('/api/set', { [name]: value }));
    group.append(element('label', {}, radio, words));
  }
}

/** @param {Switches} switches */
function showSwitches(switches) {
  for (const [name, value] of Object.entries(switches)) {
    const radio = document.querySelector(`input[name="${name}"][value="${value}"]`);
    if (radio instanceof HTMLInputElement) radio.checked = true;
  }
  const isWrong = Object.values(switches).some((value) => value !== 'well');
  document.body.classList.toggle('wrong', isWrong);
}

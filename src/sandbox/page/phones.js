/** @import {PromptView} from '../state.ts' */
import { byId, clockTime, element, kes, post } from './dom.js';
import { ring } from './sound.js';

/** How long a phone shows a prompt, as the sandbox has it. */
const PROMPT_LIFE_MS = 60_000;
const SHOP = 'MAMA DUKA';

/** The customers' phones: one handset a number, the one that rang last first. */
export function phones() {
  const handsets = byId('handsets', HTMLElement);
  /** @type {Map<string, PromptView[]>} */
  const byPhone = new Map();
  /** @type {Map<string, HTMLElement>} */
  const shown = new Map();

  /** @param {PromptView} prompt */
  const keep = (prompt) => {
    const prompts = byPhone.get(prompt.phone) ?? [];
    const at = prompts.findIndex(({ id }) => id === prompt.id);
    if (at === -1) prompts.push(prompt);
    else prompts[at] = prompt;
    byPhone.set(prompt.phone, prompts);
    return at === -1;
  };

  /** @param {string} phone */
  const show = (phone) => {
    const handset = handsetOf(phone, byPhone.get(phone) ?? []);
    const before = shown.get(phone);
    shown.set(phone, handset);
    // Whoever types a PIN into a phone that changes keeps the focus there.
    const held = before?.contains(document.activeElement) === true;
    if (before === undefined) handsets.prepend(handset);
    else before.replaceWith(handset);
    if (held) handset.querySelector('input')?.focus();
  };

  const sortAndCount = () => {
    const inOrder = [...byPhone.entries()].toSorted(([, a], [, b]) => rankOf(b) - rankOf(a));
    putInOrder(
      handsets,
      inOrder.map(([phone]) => shown.get(phone)),
    );
    showCounts(byPhone);
  };

  setInterval(() => {
    for (const bar of handsets.querySelectorAll('progress')) {
      bar.value = Math.max(0, Number(bar.dataset['until']) - Date.now());
    }
  }, 500);

  return {
    /** @param {readonly PromptView[]} prompts */
    reset(prompts) {
      byPhone.clear();
      shown.clear();
      handsets.replaceChildren();
      for (const prompt of prompts) keep(prompt);
      for (const phone of byPhone.keys()) show(phone);
      sortAndCount();
    },
    /** @param {PromptView} prompt */
    prompt(prompt) {
      const isNew = keep(prompt);
      if (isNew) ring('prompt');
      show(prompt.phone);
      sortAndCount();
    },
  };
}

/**
 * Puts the phones in order. Only those that are elsewhere are moved, and the focus stays where it was.
 *
 * @param {HTMLElement} handsets
 * @param {readonly (HTMLElement | undefined)[]} inOrder
 */
function putInOrder(handsets, inOrder) {
  const focused = document.activeElement;
  for (const [place, handset] of inOrder.entries()) {
    const there = handsets.children[place];
    if (handset !== undefined && there !== handset) handsets.insertBefore(handset, there ?? null);
  }
  if (focused instanceof HTMLElement && handsets.contains(focused)) focused.focus();
}

/** Says how many phones ring. @param {ReadonlyMap<string, readonly PromptView[]>} byPhone */
function showCounts(byPhone) {
  const open = [...byPhone.values()].flat().filter(({ prompt }) => prompt === 'open').length;
  const ringing = byId('ringing', HTMLAnchorElement);
  ringing.hidden = open === 0;
  ringing.textContent = open === 1 ? '📱 a phone rings' : `📱 ${open} phones ring`;
  byId('no-phones', HTMLElement).hidden = byPhone.size > 0;
}

/** Later than every time: a phone that rings ranks above all that do not. */
const RINGS = 1e15;

/** @param {readonly PromptView[]} prompts */
const rankOf = (prompts) =>
  Math.max(...prompts.map(({ at }) => at)) + (prompts.some(({ prompt }) => prompt === 'open') ? RINGS : 0);

/**
 * @param {string} phone
 * @param {readonly PromptView[]} prompts
 */
function handsetOf(phone, prompts) {
  const open = prompts.findLast(({ prompt }) => prompt === 'open');
  const does = prompts.at(-1)?.does;
  const over = prompts.filter(({ prompt }) => prompt !== 'open').toReversed();
  return element(
    'article',
    {
      className: `handset${open === undefined ? '' : ' rings'}`,
      'aria-label': `Phone ${phone}`,
      'data-phone': phone,
    },
    element(
      'header',
      {},
      element('strong', {}, phone),
      element('span', {}, does === undefined ? 'played by you' : does),
    ),
    open === undefined ? undefined : promptOf(open),
    element('ul', { 'aria-label': 'Messages' }, ...over.map((prompt) => element('li', {}, ...smsOf(prompt)))),
  );
}

/** @param {PromptView} prompt */
function promptOf({ id, amountKes, at, phone }) {
  const pin = element('input', {
    type: 'password',
    inputMode: 'numeric',
    maxLength: 4,
    pattern: '[0-9]{4}',
    required: true,
    placeholder: '••••',
    autocomplete: 'off',
    title: 'Any four digits',
    'aria-label': `M-PESA PIN of ${phone}: any four digits`,
  });
  const form = element(
    'form',
    { className: 'prompt', role: 'group', 'aria-label': `Prompt on ${phone}` },
    element('p', {}, `Do you want to pay Ksh ${amountKes.toLocaleString('en-KE')}.00 to ${SHOP}?`),
    element('label', {}, 'Enter M-PESA PIN', pin),
    element(
      'p',
      { className: 'buttons' },
      element(
        'button',
        { type: 'button', onclick: () => void post('/api/cancel', { prompt: id }) },
        'Cancel',
      ),
      element('button', { type: 'submit', className: 'primary' }, 'OK'),
    ),
    element('progress', {
      max: PROMPT_LIFE_MS,
      value: Math.max(0, at + PROMPT_LIFE_MS - Date.now()),
      'data-until': at + PROMPT_LIFE_MS,
      'aria-label': 'Time left',
    }),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void post('/api/pay', { prompt: id });
  });
  return form;
}

/**
 * The message that a phone got in the end.
 *
 * @param {PromptView} prompt
 * @returns {(Node | string)[]}
 */
function smsOf({ prompt, amountKes, paidKes, receipt, at }) {
  const when = element('time', {}, clockTime(at));
  switch (prompt) {
    case 'answered':
      return [
        element('b', {}, receipt ?? ''),
        ` Confirmed. ${kes(paidKes ?? amountKes)}.00 paid to ${SHOP}. `,
        when,
      ];
    case 'canceled':
      return [`You canceled the request to pay ${kes(amountKes)}. `, when];
    case 'expired':
      return [`The request to pay ${kes(amountKes)} ran out: no PIN was entered. `, when];
    case 'open':
      return [];
  }
}

/** @import {MessageEntity} from 'telegraf/types' */
/** @import {SimMessage} from '../bot-api/types.ts' */
import { clockTime, element } from './dom.js';

/**
 * @typedef {object} BubbleActions
 * @property {boolean} mine
 * @property {boolean} bot
 * @property {() => void} reply
 * @property {() => void} edit
 * @property {(button: string) => Promise<void>} press
 * @property {(words: string) => void} send
 * @property {(messageId: number) => void} goTo
 */

/**
 * A message as Telegram shows it.
 *
 * @param {SimMessage} message
 * @param {BubbleActions} actions
 */
export function bubble(message, actions) {
  const { mine, bot, reply, edit, goTo } = actions;
  const { message_id: id, reply_to_message: repliedTo, edit_date: edited, date } = message;
  const shown = element(
    'li',
    { className: `bubble ${mine ? 'mine' : bot ? 'bot' : 'other'}`, 'data-message': id },
    element('span', { className: 'who' }, message.from.first_name),
    repliedTo === undefined
      ? undefined
      : element(
          'button',
          {
            type: 'button',
            className: 'quote',
            onclick: () => goTo(repliedTo.message_id),
            title: 'Go to that message',
          },
          element('b', {}, repliedTo.from.first_name),
          element('span', {}, firstLine(repliedTo)),
        ),
    ...contentOf(message, actions.send),
    element(
      'span',
      { className: 'meta' },
      message.silent === true
        ? element('span', { title: 'made no sound', 'aria-label': 'silent' }, '🔕')
        : undefined,
      edited === undefined ? undefined : 'edited ',
      element('time', {}, clockTime(date * 1_000).slice(0, 5)),
      element(
        'button',
        { type: 'button', onclick: reply, 'aria-label': `Reply to: ${firstLine(message)}`, title: 'Reply' },
        '↩',
      ),
      mine && message.text !== undefined
        ? element(
            'button',
            { type: 'button', onclick: edit, 'aria-label': `Edit: ${firstLine(message)}`, title: 'Edit' },
            '✎',
          )
        : undefined,
    ),
    inlineKeyboard(message, actions.press),
  );
  return shown;
}

/**
 * @param {SimMessage} message
 * @param {(words: string) => void} send
 * @returns {(Node | undefined)[]}
 */
function contentOf({ text, entities, caption, caption_entities, document: file, photo, contact }, send) {
  const body = text ?? caption;
  return [
    photo?.[0] === undefined
      ? undefined
      : element('img', {
          className: 'photo',
          src: `/api/file/${photo[0].file_id}`,
          alt: caption ?? 'a picture from the bot',
        }),
    file === undefined
      ? undefined
      : element(
          'a',
          { className: 'file', href: `/api/file/${file.file_id}`, download: file.file_name },
          `📄 ${file.file_name} (${file.file_size.toLocaleString('en')} bytes)`,
        ),
    contact === undefined
      ? undefined
      : element('p', { className: 'text' }, `👤 ${contact.first_name}\n${contact.phone_number}`),
    body === undefined
      ? undefined
      : element('p', { className: 'text' }, ...formatted(body, entities ?? caption_entities ?? [], send)),
  ];
}

/**
 * @param {SimMessage} message
 * @param {(button: string) => Promise<void>} press
 */
function inlineKeyboard({ reply_markup: markup }, press) {
  const rows = markup?.inline_keyboard ?? [];
  if (rows.length === 0) return undefined;
  return element(
    'div',
    { className: 'inline' },
    ...rows.map((row) =>
      element(
        'div',
        {},
        ...row.map(({ text, callback_data: data }) => {
          const button = element('button', { type: 'button' }, text);
          button.addEventListener('click', () => {
            button.setAttribute('aria-busy', 'true');
            void press(data ?? text).finally(() => button.removeAttribute('aria-busy'));
          });
          return button;
        }),
      ),
    ),
  );
}

/**
 * Text with its entities as elements. Offsets are in UTF-16 units, as JavaScript's are; entities nest and do not cross.
 *
 * @param {string} text
 * @param {readonly MessageEntity[]} entities
 * @param {(words: string) => void} send
 * @param {number} [from]
 * @param {number} [to]
 * @returns {(Node | string)[]}
 */
export function formatted(text, entities, send, from = 0, to = text.length) {
  /** @type {(Node | string)[]} */
  const nodes = [];
  let at = from;
  const inside = entities
    .filter(({ offset, length }) => offset >= from && offset + length <= to)
    .toSorted((a, b) => a.offset - b.offset || b.length - a.length);
  for (const [i, entity] of inside.entries()) {
    const end = entity.offset + entity.length;
    if (entity.offset < at) continue;
    if (entity.offset > at) nodes.push(text.slice(at, entity.offset));
    nodes.push(wrapped(entity, formatted(text, inside.slice(i + 1), send, entity.offset, end), send));
    at = end;
  }
  if (at < to) nodes.push(text.slice(at, to));
  return nodes;
}

/**
 * @param {MessageEntity} entity
 * @param {(Node | string)[]} children
 * @param {(words: string) => void} send
 * @returns {Node}
 */
function wrapped(entity, children, send) {
  const words = children
    .map((child) => (typeof child === 'string' ? child : (child.textContent ?? '')))
    .join('');
  switch (entity.type) {
    case 'bold':
      return element('b', {}, ...children);
    case 'italic':
      return element('i', {}, ...children);
    case 'underline':
      return element('u', {}, ...children);
    case 'strikethrough':
      return element('s', {}, ...children);
    case 'code':
      return element(
        'code',
        { title: 'Click to copy', onclick: () => void navigator.clipboard.writeText(words) },
        ...children,
      );
    case 'pre':
      return element('pre', {}, ...children);
    case 'blockquote':
      return element('blockquote', {}, ...children);
    case 'bot_command':
      return element(
        'button',
        { type: 'button', className: 'link', onclick: () => send(words) },
        ...children,
      );
    case 'url':
      return link(words, children);
    case 'text_link':
      return link(entity.url, children);
    case 'cashtag':
    case 'custom_emoji':
    case 'email':
    case 'hashtag':
    case 'mention':
    case 'phone_number':
    case 'spoiler':
    case 'text_mention':
      return element('span', {}, ...children);
  }
}

/**
 * @param {string} address
 * @param {(Node | string)[]} children
 */
const link = (address, children) =>
  /^https?:\/\//i.test(address)
    ? element('a', { href: address, target: '_blank', rel: 'noreferrer noopener' }, ...children)
    : element('span', {}, ...children);

/** @param {SimMessage} message */
export const firstLine = ({ text, caption, contact, document: file }) =>
  (text ?? caption ?? contact?.first_name ?? file?.file_name ?? 'a picture').split('\n')[0] ?? '';

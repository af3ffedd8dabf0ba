/** @import {MessageEntity} from 'telegraf/types' */
import { element } from './dom.js';

/**
 * A text with its entities as elements. Offsets are in UTF-16 units, as JavaScript's are. Entities nest and do not cross.
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

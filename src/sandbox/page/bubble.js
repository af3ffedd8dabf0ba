/** @import {SimMessage} from '../bot-api/types.ts' */
import { clockTime, element } from './dom.js';
import { formatted } from './formatted.js';

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
  const { message_id: id, reply_to_message: repliedTo, quote, edit_date: edited, date } = message;
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
          element('span', {}, quote?.text ?? firstLine(repliedTo)),
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
      : element(
          'a',
          {
            className: 'picture',
            href: `/api/file/${photo[0].file_id}`,
            target: '_blank',
            rel: 'noreferrer noopener',
            title: 'Open the picture',
          },
          element('img', {
            className: 'photo',
            src: `/api/file/${photo[0].file_id}`,
            alt: caption ?? 'a picture from the bot',
          }),
        ),
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

/** @param {SimMessage} message */
export const firstLine = ({ text, caption, contact, document: file }) =>
  (text ?? caption ?? contact?.first_name ?? file?.file_name ?? 'a picture').split('\n')[0] ?? '';

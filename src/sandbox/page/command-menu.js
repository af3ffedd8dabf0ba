import { byId, element } from './dom.js';

/** @typedef {ReturnType<typeof commandMenu>} CommandMenu */

/**
 * The menu of commands above the line to write on.
 *
 * @param {HTMLTextAreaElement} text
 * @param {() => readonly { readonly command: string, readonly description: string }[]} commands
 * @param {(words: string) => void} send
 */
export function commandMenu(text, commands, send) {
  const menu = byId('menu', HTMLUListElement);

  const close = () => {
    menu.hidden = true;
    menu.replaceChildren();
    text.removeAttribute('aria-activedescendant');
  };

  return {
    close,
    isOpen: () => !menu.hidden,
    /** Shows the commands that begin with what is typed. */
    open() {
      const typed = /^\/(\w*)$/.exec(text.value)?.[1];
      const fitting = commands().filter(({ command }) => typed !== undefined && command.startsWith(typed));
      if (fitting.length === 0) return close();
      menu.hidden = false;
      menu.replaceChildren(
        ...fitting.map(({ command, description }) =>
          element(
            'li',
            {
              role: 'option',
              id: `command-${command}`,
              'aria-selected': false,
              onclick: () => send(`/${command}`),
            },
            element('b', {}, `/${command}`),
            ` ${description}`,
          ),
        ),
      );
    },
    /** @param {1 | -1} step */
    move(step) {
      const items = [...menu.children];
      const at = items.findIndex((item) => item.getAttribute('aria-selected') === 'true');
      const next = items.at((at + step + items.length + (at === -1 && step === -1 ? 1 : 0)) % items.length);
      for (const item of items) item.setAttribute('aria-selected', String(item === next));
      if (next === undefined) return;
      text.setAttribute('aria-activedescendant', next.id);
      next.scrollIntoView({ block: 'nearest' });
    },
    /** The command that the arrow keys chose. */
    picked: () => menu.querySelector('[aria-selected="true"] b')?.textContent ?? undefined,
    /** The command at the top. */
    first: () => menu.querySelector('b')?.textContent ?? undefined,
  };
}

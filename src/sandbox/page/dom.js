/**
 * Makes an element. `data-…`, `aria-…` and `role` are set as attributes, other names as properties. A text is never read as HTML.
 *
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string | number | boolean | ((event: Event) => void) | undefined>} [properties]
 * @param {(Node | string | undefined)[]} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined) continue;
    if (name.includes('-') || name === 'role') made.setAttribute(name, String(value));
    else Object.assign(made, { [name]: value });
  }
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

/**
 * Returns the element of the page with this id.
 *
 * @template {HTMLElement} T
 * @param {string} id
 * @param {new () => T} type
 * @returns {T}
 */
export function byId(id, type) {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`the page has no ${type.name} #${id}`);
  return found;
}

/** @param {string} text */
export function toast(text) {
  const shown = byId('toast', HTMLElement);
  shown.textContent = text;
  shown.hidden = false;
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => {
    shown.hidden = true;
  }, 4_000);
}
/** @type {ReturnType<typeof setTimeout> | undefined} */
toast.timer = undefined;

/**
 * Asks the sandbox to do something. Shows what went wrong.
 *
 * @param {string} path
 * @param {object} body
 * @returns {Promise<unknown>} the answer, undefined if it failed
 */
export async function post(path, body) {
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    /** @type {unknown} */
    const answer = await response.json();
    if (response.ok) return answer;
    toast(
      answer !== null && typeof answer === 'object' && 'error' in answer
        ? String(answer.error)
        : 'That failed.',
    );
  } catch {
    toast('The sandbox does not answer. Is it still running?');
  }
  return undefined;
}

/** The shop's time zone. The page shows its times. */
let timeZone = 'Africa/Nairobi';
/** @param {string} zone */
export const setTimeZone = (zone) => {
  timeZone = zone;
};

/** @param {number} at epoch milliseconds */
export const clockTime = (at) =>
  new Date(at).toLocaleTimeString('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZone,
  });

/** @param {number} amount whole shillings */
export const kes = (amount) => `KES ${amount.toLocaleString('en-KE')}`;

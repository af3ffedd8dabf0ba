import type { Page } from 'playwright-core';

/** What a thumb presses, and is smaller than 40 px: its name and its size. A link in a running text is left out, as WCAG does. */
export const smallTargets = (page: Page): Promise<string[]> =>
  page.evaluate(`(() => {
    const targets = 'button, a, input:not([type=radio]):not([type=checkbox]), textarea, label:has(input), [role=option], [role=tab]';
    return [...document.querySelectorAll(targets)].flatMap((target) => {
      const { width, height } = target.getBoundingClientRect();
      if (width === 0 || target.closest('.text, .hidden') || target.matches('.hidden')) return [];
      return width < 40 || height < 40 ? [target.outerHTML.slice(0, 80) + ' ' + width + ' x ' + height] : [];
    });
  })()`);

/** The texts that are shown, whose contrast with what is behind them is below 4.5: the contrast, and the text. */
export const faintTexts = (page: Page): Promise<string[]> =>
  page.evaluate(`(() => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const parse = (color) => {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = color;
      canvas.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
      return [r, g, b, a / 255];
    };
    const over = ([r, g, b, a], [x, y, z]) => [r * a + x * (1 - a), g * a + y * (1 - a), b * a + z * (1 - a)];
    const behind = (element) => {
      if (element === null) return [255, 255, 255];
      const own = parse(getComputedStyle(element).backgroundColor);
      return own[3] === 1 ? own.slice(0, 3) : over(own, behind(element.parentElement));
    };
    const luminance = (color) => {
      const [r, g, b] = color.map((part) => {
        const c = part / 255;
        return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const opacityOf = (element) =>
      element === null ? 1 : Number(getComputedStyle(element).opacity) * opacityOf(element.parentElement);
    const found = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const { parentElement: element, data } = texts.currentNode;
      if (data.trim() === '' || element.closest('.hidden, option') || element.getClientRects().length === 0) continue;
      const [r, g, b, a] = parse(getComputedStyle(element).color);
      const ground = behind(element);
      const [one, other] = [luminance(over([r, g, b, a * opacityOf(element)], ground)), luminance(ground)];
      const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
      if (contrast < 4.5) found.push(contrast.toFixed(2) + ' ' + data.trim().slice(0, 40));
    }
    return found;
  })()`);

/** How far the page, or the chat in it, can be scrolled to the side, in px. */
export const sideways = (page: Page): Promise<number> =>
  page.evaluate(`Math.max(...[document.documentElement, document.getElementById('log')]
    .map(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth))`);

import { createCanvas, loadImage, type Image, type SKRSContext2D } from '@napi-rs/canvas';
import type { CustomerReceipt } from './customer-receipt.ts';
import { FAMILY, registerFonts } from './fonts.ts';

/** In pixels. A chat shows a picture of this width on a small phone with letters half as large. */
const WIDTH = 800;
const MARGIN = 48;
const INK = '#14213d';
const GREY = '#5a6577';
const FAINT = '#dfe3ea';
const GREEN = '#14804a';
/** The greatest height of a shop's logo, and the most lines of a text that wraps. */
const LOGO_HEIGHT = 140;
const MOST_LINES = 6;

/** One line of the receipt, from top to bottom. */
interface Line {
  readonly text: string;
  readonly px: number;
  readonly isBold: boolean;
  readonly colour: string;
  readonly align: 'center' | 'right';
  /** On the left of the same line. */
  readonly label: string | undefined;
  /** The room above it. */
  readonly above: number;
  readonly hasRule: boolean;
}

/** Draws a customer's receipt as a PNG: as high as what it says. */
export async function drawReceipt(receipt: CustomerReceipt): Promise<Buffer> {
  registerFonts();
  const logo = await logoOf(receipt);
  const measuring = createCanvas(1, 1).getContext('2d');
  const all = linesOf(measuring, receipt);
  const scale =
    logo === undefined ? 0 : Math.min(LOGO_HEIGHT / logo.height, (WIDTH - 2 * MARGIN) / logo.width);
  const logoHeight = logo === undefined ? 0 : Math.round(logo.height * scale) + MARGIN / 2;
  const height = all.reduce((sum, { px, above }) => sum + px + above, 2 * MARGIN + logoHeight);
  const canvas = createCanvas(WIDTH, height);
  const context = canvas.getContext('2d');
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, WIDTH, height);
  context.fillStyle = GREEN;
  context.fillRect(0, 0, WIDTH, MARGIN / 4);
  if (logo !== undefined) {
    const width = logo.width * scale;
    context.drawImage(logo, (WIDTH - width) / 2, MARGIN, width, logo.height * scale);
  }
  let y = MARGIN + logoHeight;
  for (const line of all) {
    y += line.above;
    drawLine(context, line, y);
    y += line.px;
  }
  return await canvas.encode('png');
}

/** A picture that cannot be read is no logo: the receipt is more important. */
async function logoOf({ look: { logo } }: CustomerReceipt): Promise<Image | undefined> {
  if (logo === null) return undefined;
  const image = await loadImage(Buffer.from(logo)).catch(() => undefined);
  return image === undefined || image.width === 0 || image.height === 0 ? undefined : image;
}

/** Everything that the receipt says, wrapped to its width. */
function linesOf(
  context: SKRSContext2D,
  { look, title, amount, when, rows, remark }: CustomerReceipt,
): readonly Line[] {
  const centered = (
    text: string,
    px: number,
    colour: string,
    above = px / 2,
    isBold = false,
  ): readonly Line[] =>
    wrapped(context, text, px, isBold, WIDTH - 2 * MARGIN).map((part, n) => {
      const room = n === 0 ? above : px / 4;
      return {
        text: part,
        px,
        colour,
        isBold,
        align: 'center',
        above: room,
        label: undefined,
        hasRule: false,
      };
    });
  return [
    ...(look.shop === '' ? [] : centered(look.shop, 46, INK, 23, true)),
    ...(look.line === null ? [] : centered(look.line, 26, GREY)),
    ...centered(title, 28, GREY),
    ...centered(amount, 72, GREEN, 36, true),
    ...centered(when, 28, GREY, 20),
    ...rows.flatMap(([label, value], row) => rowLines(context, label, value, row === 0)),
    ...(remark === undefined ? [] : centered(remark, 26, GREY, 40)),
  ];
}

const ROW_PX = 30;

/** A label on the left and its value on the right, on several lines if it is long. The first row has a rule above it. */
function rowLines(context: SKRSContext2D, label: string, value: string, isFirst: boolean): readonly Line[] {
  return wrapped(context, value, ROW_PX, false, WIDTH * 0.55).map((text, n) => ({
    text,
    px: ROW_PX,
    colour: INK,
    isBold: false,
    align: 'right',
    above: n > 0 ? ROW_PX / 4 : isFirst ? 56 : 24,
    label: n === 0 ? label : undefined,
    hasRule: n === 0 && isFirst,
  }));
}

function drawLine(context: SKRSContext2D, line: Line, y: number): void {
  context.textBaseline = 'top';
  context.font = fontOf(line.px, line.isBold);
  if (line.hasRule) {
    context.fillStyle = FAINT;
    context.fillRect(MARGIN, y - 30, WIDTH - 2 * MARGIN, 2);
  }
  context.fillStyle = line.colour;
  context.textAlign = line.align;
  const x = line.align === 'center' ? WIDTH / 2 : WIDTH - MARGIN;
  context.fillText(line.text, x, y, WIDTH - 2 * MARGIN);
  if (line.label === undefined) return;
  context.fillStyle = GREY;
  context.textAlign = 'left';
  context.fillText(line.label, MARGIN, y, WIDTH * 0.35);
}

/** Breaks a text into lines of a width: between words, and inside of one that is longer than a line. */
function wrapped(
  context: SKRSContext2D,
  text: string,
  px: number,
  isBold: boolean,
  width: number,
): readonly string[] {
  context.font = fontOf(px, isBold);
  const fits = (line: string): boolean => context.measureText(line).width <= width;
  const all: string[] = [''];
  for (const word of text.split(' ')) {
    const last = all.at(-1) ?? '';
    const longer = last === '' ? word : `${last} ${word}`;
    if (fits(longer)) all[all.length - 1] = longer;
    else if (last !== '' && fits(word)) all.push(word);
    else
      for (const character of Array.from(last === '' ? word : ` ${word}`)) addCharacter(all, character, fits);
  }
  return all.slice(0, MOST_LINES);
}

function addCharacter(all: string[], character: string, fits: (line: string) => boolean): void {
  const longer = (all.at(-1) ?? '') + character;
  if (fits(longer)) all[all.length - 1] = longer;
  else all.push(character);
}

const fontOf = (px: number, isBold: boolean): string => `${isBold ? 'bold ' : ''}${px}px ${FAMILY}`;

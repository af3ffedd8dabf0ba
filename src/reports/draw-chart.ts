import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import { BarController, BarElement, CategoryScale, Chart, LinearScale } from 'chart.js';
import type { ChartPicture } from './chart-picture.ts';
import { FAMILY, registerFonts } from './fonts.ts';

/** In pixels: a chat shows it whole on a small phone. */
const WIDTH = 800;
const HEIGHT = 500;
const MARGIN = 24;
/** The letters are half as large on a phone that is 360 pixels wide. */
const TITLE_PX = 34;
const TEXT_PX = 24;
const INK = '#14213d';
const FAINT = '#dfe3ea';
const CONFIRMED = '#14804a';
/** Lighter as well as of another colour, for people who do not tell green from orange. */
const BY_HAND = '#f4a93c';

/** Draws a chart as a PNG. Takes tens of milliseconds, so it runs in a thread of its own (drawing.ts). */
export async function drawChart(picture: ChartPicture): Promise<Buffer> {
  registerFonts();
  const canvas = createCanvas(WIDTH, HEIGHT);
  const context = canvas.getContext('2d');
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, WIDTH, HEIGHT);
  drawBars(context, picture);
  drawHeading(context, picture);
  return await canvas.encode('png');
}

function drawHeading(context: SKRSContext2D, { title, legend }: ChartPicture): void {
  context.textBaseline = 'middle';
  context.fillStyle = INK;
  context.font = `bold ${TITLE_PX}px ${FAMILY}`;
  context.fillText(title, MARGIN, MARGIN + TITLE_PX / 2, WIDTH - 2 * MARGIN);
  const parts = partsOf(legend);
  // Three sums of millions are wider than the picture.
  const size = TEXT_PX * Math.min(1, (WIDTH - 2 * MARGIN) / widthOf(context, parts));
  context.font = `${size}px ${FAMILY}`;
  let x = MARGIN;
  const y = MARGIN + TITLE_PX + TEXT_PX;
  for (const { colour, text } of parts) {
    if (colour !== undefined) {
      context.fillStyle = colour;
      context.fillRect(x, y - size / 2, size, size);
      x += size * GAP;
    }
    context.fillStyle = INK;
    context.fillText(text, x, y);
    x += size * GAP + context.measureText(text).width;
  }
}

/** Between the parts of the legend, as a multiple of the letters' size. A colour's square takes as much. */
const GAP = 1.4;

interface LegendPart {
  readonly colour: string | undefined;
  readonly text: string;
}

/** No bar is of refunds, so they have no colour. */
const partsOf = ({ confirmed, byHand, refunded }: ChartPicture['legend']): readonly LegendPart[] => [
  { colour: CONFIRMED, text: confirmed },
  ...(byHand === undefined ? [] : [{ colour: BY_HAND, text: byHand }]),
  ...(refunded === undefined ? [] : [{ colour: undefined, text: refunded }]),
];

/** Returns how wide the legend is in its usual size. */
function widthOf(context: SKRSContext2D, parts: readonly LegendPart[]): number {
  context.font = `${TEXT_PX}px ${FAMILY}`;
  const gaps = parts.length - 1 + parts.filter(({ colour }) => colour !== undefined).length;
  return parts.reduce((sum, { text }) => sum + context.measureText(text).width, gaps * GAP * TEXT_PX);
}

function drawBars(context: SKRSContext2D, { bars }: ChartPicture): void {
  Chart.register(BarController, BarElement, CategoryScale, LinearScale);
  const ticks = { color: INK, font: { family: FAMILY, size: TEXT_PX } };
  // It draws at once. Its end would wipe the canvas, and comes with the end of the thread.
  void new Chart(context, {
    type: 'bar',
    data: {
      labels: bars.map(({ label }) => label),
      datasets: [
        { data: bars.map(({ confirmedKes }) => confirmedKes), backgroundColor: CONFIRMED },
        { data: bars.map(({ byHandKes }) => byHandKes), backgroundColor: BY_HAND },
      ],
    },
    options: {
      animation: false,
      responsive: false,
      devicePixelRatio: 1,
      layout: {
        padding: { top: 2 * MARGIN + TITLE_PX + 2 * TEXT_PX, left: MARGIN, right: MARGIN, bottom: MARGIN },
      },
      datasets: { bar: { categoryPercentage: 0.9, barPercentage: 0.9 } },
      scales: {
        x: {
          stacked: true,
          grid: { display: false },
          ticks: { ...ticks, maxRotation: 0, autoSkipPadding: TEXT_PX / 2 },
        },
        y: {
          stacked: true,
          beginAtZero: true,
          border: { display: false },
          grid: { color: FAINT },
          ticks: { ...ticks, maxTicksLimit: 5, precision: 0, callback: (value) => shortKes(Number(value)) },
        },
      },
    },
  });
}

/** `500`, `12K`, `1.5M`. */
const shortKes = (amount: number): string =>
  amount.toLocaleString('en-KE', amount < 10_000 ? {} : { notation: 'compact' });

/** A line of a chart. Its points are in the order of x. */
export interface Series {
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface LineChart {
  readonly title: string;
  /** What the axes show, with the unit. */
  readonly x: string;
  readonly y: string;
  readonly isLogX?: boolean;
  readonly series: readonly Series[];
}

const [WIDTH, HEIGHT] = [720, 400];
const PLOT = { left: 70, right: 520, top: 40, bottom: 340 };
const TICKS = 5;
const MOST_TICKS = 10;
/** Told apart by people who see few colours: the palette of Okabe and Ito. */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#000000'];

/** Draws a chart with a legend as SVG. It starts at zero, so that what is twice as high is twice as much. */
export function lineChart({ title, x, y, isLogX = false, series }: LineChart): string {
  const points = series.flatMap((one) => one.points);
  const most = niceAbove(Math.max(1, ...points.map((point) => point.y)));
  const scale = (value: number): number => (isLogX ? Math.log10(Math.max(value, 1)) : value);
  const [leastX, mostX] = [Math.min, Math.max].map((of) => of(...points.map((point) => scale(point.x))));
  const left = isLogX ? (leastX ?? 0) : 0;
  const placeX = (value: number): number =>
    round(
      PLOT.left + ((scale(value) - left) / Math.max((mostX ?? 1) - left, 1e-9)) * (PLOT.right - PLOT.left),
    );
  const placeY = (value: number): number => round(PLOT.bottom - (value / most) * (PLOT.bottom - PLOT.top));
  const placesX = [...new Set(points.map((point) => point.x))].toSorted((a, b) => a - b);
  const every = Math.ceil(placesX.length / MOST_TICKS);
  const ticksX = placesX.filter((_, n) => n % every === 0);
  const ticksY = Array.from({ length: TICKS + 1 }, (_, n) => (n * most) / TICKS);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    text(PLOT.left, 22, title, 'start', ' font-size="14" font-weight="bold"'),
    ...ticksY.flatMap((tick) => [
      `<path d="M${PLOT.left} ${placeY(tick)}H${PLOT.right}" stroke="#ddd"/>`,
      text(PLOT.left - 8, placeY(tick) + 4, label(tick), 'end'),
    ]),
    ...ticksX.map((tick) => text(placeX(tick), PLOT.bottom + 18, label(tick), 'middle')),
    text((PLOT.left + PLOT.right) / 2, PLOT.bottom + 42, x, 'middle'),
    text(16, PLOT.top - 6, y, 'start'),
    ...series.flatMap(({ name, points: line }, n) => {
      const colour = COLOURS[n % COLOURS.length] ?? '#000000';
      const path = line.map((point) => `${placeX(point.x)} ${placeY(point.y)}`).join('L');
      return [
        `<path d="M${path}" fill="none" stroke="${colour}" stroke-width="2"/>`,
        ...line.map(
          (point) => `<circle cx="${placeX(point.x)}" cy="${placeY(point.y)}" r="3" fill="${colour}"/>`,
        ),
        `<rect x="${PLOT.right + 20}" y="${PLOT.top + n * 22}" width="12" height="12" fill="${colour}"/>`,
        text(PLOT.right + 38, PLOT.top + n * 22 + 10, name, 'start'),
      ];
    }),
    '</svg>',
    '',
  ].join('\n');
}

const round = (value: number): number => Math.round(value * 10) / 10;

const label = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 1 });

/** Returns 1, 2 or 5 times a power of ten that is not less than the value. */
function niceAbove(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5].find((factor) => factor * power >= value) ?? 10) * power;
}

const text = (x: number, y: number, words: string, anchor: string, more = ''): string =>
  `<text x="${x}" y="${y}" text-anchor="${anchor}"${more}>${escaped(words)}</text>`;

const escaped = (words: string): string =>
  words.replace(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign] ?? sign);

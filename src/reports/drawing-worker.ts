import { parentPort, workerData } from 'node:worker_threads';
import { drawChart } from './draw-chart.ts';
import { drawReceipt } from './draw-receipt.ts';
import type { Picture } from './picture.ts';

const draw = (picture: Picture): Promise<Buffer> =>
  picture.kind === 'chart' ? drawChart(picture) : drawReceipt(picture);

// A thread that draws one picture (drawing.ts starts it). A fault ends it, and is reported to who started it.
parentPort?.postMessage(await draw(workerData as Picture), []);

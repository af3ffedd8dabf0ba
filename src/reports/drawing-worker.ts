import { parentPort, workerData } from 'node:worker_threads';
import type { ChartPicture } from './chart-picture.ts';
import { drawChart } from './draw-chart.ts';

// A thread that draws one picture (drawing.ts starts it). A fault ends it, and is reported to who started it.
parentPort?.postMessage(await drawChart(workerData as ChartPicture));

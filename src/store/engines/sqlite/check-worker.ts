import { parentPort, workerData } from 'node:worker_threads';
import { isSound } from './integrity.ts';

// A thread that checks a whole database (later-check.ts starts it), and says whether it is sound.
parentPort?.postMessage(isSound(String(workerData)), []);

// Loaded into the measured program by `--import`: it answers the bench's questions about its own process. It changes nothing else.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Answers, Question } from './questions.ts';

let delays: ReturnType<typeof monitorEventLoopDelay> | undefined;
let resolutionMs = 0;
let statements: (() => Answers['statements']) | undefined;

/** The histogram counts from one tick of its timer to the next: what is more than the timer's own span is delay. */
const delayMs = (ns: number | undefined): number => Math.max(0, (ns ?? 0) / 1e6 - resolutionMs);

async function answer(question: Question): Promise<Answers[Question['ask']]> {
  switch (question.ask) {
    case 'pid':
      return process.pid;
    case 'usage': {
      const { user, system } = process.cpuUsage();
      const { rss, heapUsed } = process.memoryUsage();
      return { cpuMs: (user + system) / 1_000, rssMib: rss / 2 ** 20, heapMib: heapUsed / 2 ** 20 };
    }
    case 'watch-delays':
      resolutionMs = question.resolutionMs;
      delays?.disable();
      delays = monitorEventLoopDelay({ resolution: resolutionMs });
      delays.enable();
      return true;
    case 'delays': {
      delays?.disable();
      return {
        p50Ms: delayMs(delays?.percentile(50)),
        p99Ms: delayMs(delays?.percentile(99)),
        longestMs: delayMs(delays?.max),
      };
    }
    case 'watch-statements': {
      // Only now: the floor of memory must not hold what is not asked for.
      const { timeStatements } = await import('./statement-times.ts');
      statements = timeStatements();
      return true;
    }
    case 'statements':
      return statements?.() ?? { prepared: 0, statements: [] };
  }
}

process.on('message', (question: Question & { readonly id: number }) => {
  void answer(question).then((answered) => process.send?.({ id: question.id, answer: answered }));
});
// The program ends when it would end without the bench.
process.channel?.unref();

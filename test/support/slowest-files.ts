import type { Reporter, TestModule } from 'vitest/node';

const SHOWN = 10;

/** Prints the slowest test files at the end of a run, so that the time budget of `npm test` stays visible. */
export class SlowestFiles implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const seconds = (module: TestModule): number => module.diagnostic().duration / 1_000;
    const slowest = modules.toSorted((a, b) => seconds(b) - seconds(a)).slice(0, SHOWN);
    if (slowest.length < SHOWN) return;
    const lines = slowest.map(
      (module) => `  ${seconds(module).toFixed(1).padStart(6)} s  ${module.relativeModuleId}`,
    );
    process.stdout.write(`\nThe ${SHOWN} slowest files:\n${lines.join('\n')}\n`);
  }
}

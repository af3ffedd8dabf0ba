import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take long, most of them because they wait. If one of them started last, it would run alone at the end. */
const LONGEST = [
  'test/simulation/simulation.test.ts',
  'test/crash/crash.test.ts',
  'test/payments/store-faults.test.ts',
  'test/process/operator.test.ts',
  'test/gateway/exchange.test.ts',
  'test/telegram/inbound/long-polling.test.ts',
  'test/sandbox/sandbox.test.ts',
];

/** Starts the longest files first, and the others in vitest's own order. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification): boolean =>
      LONGEST.some((file) => moduleId.endsWith(file));
    // oxlint-disable-next-line unicorn/no-array-sort -- this is the sequencer's method, not an array's
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

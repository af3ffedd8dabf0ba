import { dirname } from 'node:path';
import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';
import type { Reporter } from '@stryker-mutator/api/report';

/**
 * Prints one line a folder at the end. A mutant is detected if a test failed or ran into its time limit. A mutant that no test runs counts
 * as one that survived. Ignored mutants, and those that broke a test file before its tests ran, are in no score.
 */
const folderScores: Reporter = {
  onMutationTestReportReady({ files }) {
    const folders = new Map<string, Map<string, number>>();
    for (const [file, { mutants }] of Object.entries(files)) {
      const counts = folders.get(dirname(file)) ?? new Map<string, number>();
      folders.set(dirname(file), counts);
      for (const { status } of mutants) counts.set(status, (counts.get(status) ?? 0) + 1);
    }
    for (const [folder, counts] of folders) {
      const of = (status: string): number => counts.get(status) ?? 0;
      const detected = of('Killed') + of('Timeout');
      const score = (100 * detected) / (detected + of('Survived') + of('NoCoverage'));
      const rest = [...counts].map(([status, count]) => `${count} ${status}`).toSorted();
      process.stdout.write(`${folder}: ${score.toFixed(1)} % (${rest.join(', ')})\n`);
    }
  },
};

export const strykerPlugins = [declareValuePlugin(PluginKind.Reporter, 'folder-scores', folderScores)];

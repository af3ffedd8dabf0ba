import { execFileSync } from 'node:child_process';
import { cpSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * `npm run build`: makes `dist/` from `src/`, in JavaScript, because Node runs no TypeScript below `node_modules/`. The files keep their places, so that
 * what is found by a path (migrations, workers, the sandbox's page) is found there, too. `npm pack` runs it first.
 */

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SOURCES = join(ROOT, 'src');
const BUILT = join(ROOT, 'dist');

rmSync(BUILT, { recursive: true, force: true });
const TSC = join(ROOT, 'node_modules', '.bin', 'tsc');
execFileSync(TSC, ['-p', join(ROOT, 'deploy', 'npm')], { stdio: 'inherit' });
for (const file of globSync('**/*.js', { cwd: BUILT })) nameJavaScript(join(BUILT, file));
for (const file of globSync('**/*.{html,css,svg,js}', { cwd: SOURCES, exclude: ['start-from-source.js'] })) {
  cpSync(join(SOURCES, file), join(BUILT, file));
}

/**
 * Corrects the files that a built file names in `new URL`: workers, and the program that the sandbox starts. The compiler rewrites imports alone. No
 * text changes its length, so the source maps stay right.
 */
function nameJavaScript(path: string): void {
  const text = readFileSync(path, 'utf8');
  const named = text.replace(/(?<=\bnew URL\('[\w./-]+)\.ts(?=', import\.meta\.url\))/g, '.js');
  const [left] = /(["'])[\w./-]+\.ts\1/.exec(named.replaceAll(/\/\*[^]*?\*\/|\/\/.*/g, '')) ?? [];
  if (left !== undefined)
    throw new Error(
      `${path} names ${left}, which the package does not have. Name it in new URL(…, import.meta.url).`,
    );
  if (named !== text) writeFileSync(path, named);
}

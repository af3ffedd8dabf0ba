import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { askMonitor, seriesIn, type Series } from '../support/monitoring.ts';
import { asha, openShop } from '../support/shop.ts';

const FOLDER = fileURLToPath(new URL('../../deploy/monitoring/', import.meta.url));
const read = (file: string): string => readFileSync(`${FOLDER}${file}`, 'utf8');

const rules = z
  .object({
    groups: z.array(
      z.object({
        name: z.string(),
        rules: z.array(
          z.object({
            alert: z.string(),
            expr: z.string(),
            for: z.string().optional(),
            labels: z.object({ severity: z.enum(['page', 'warn']) }),
            annotations: z.object({ summary: z.string(), runbook: z.string() }),
          }),
        ),
      }),
    ),
  })
  .parse(parse(read('tillbot.rules.yml')))
  .groups.flatMap(({ rules }) => rules);

const dashboard = z
  .looseObject({
    panels: z.array(
      z.looseObject({
        id: z.number(),
        title: z.string(),
        targets: z.array(z.looseObject({ expr: z.string(), legendFormat: z.string() })),
      }),
    ),
  })
  .parse(JSON.parse(read('grafana-dashboard.json')));

/** What an expression asks for: the metrics, and the labels that it names of them. */
function askedFor(expr: string): readonly { readonly name: string; readonly labels: readonly string[] }[] {
  const by = [...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, names = '']) =>
    names.split(',').map((one) => one.trim()),
  );
  return [...expr.matchAll(/(tillbot_\w+)(?:\{([^}]*)\})?/g)].map(([, name = '', selector = '']) => ({
    name,
    // A label of `by` need not be one of each metric in the expression; `topk by method` has only one.
    labels: [...[...selector.matchAll(/(\w+)\s*(?:=|!=)/g)].map(([, label = '']) => label), ...by],
  }));
}

/** Prometheus itself adds these. */
const ADDED: ReadonlySet<string> = new Set(['instance', 'job']);

describe('the names in deploy/monitoring/', () => {
  /** The figures of a bot that has charged. The first test that asks makes them. */
  let made: Promise<readonly Series[]> | undefined;
  const seriesOfBot = (): Promise<readonly Series[]> => (made ??= makeSeries());
  const makeSeries = async () => {
    const shop = await openShop({
      httpPort: 0,
      leads: true,
      backupsIn: (folder) => ({ everyMs: 3_600_000, keep: 2, folder: `${folder}/backups` }),
    });
    const chat = shop.chat(asha.id);
    await chat.sees(/Waiting/, chat.say('/charge 0712345678 500'));
    shop.bosmi.pay(shop.bosmi.latest('0712345678')!.id);
    await chat.sees(/^✅ Paid/);
    const metrics = async () => seriesIn(await (await askMonitor(shop.log, '/metrics')).text());
    await shop.until('the payment is told', async () =>
      (await metrics()).some(
        ({ name, value }) => name === 'tillbot_payment_to_notice_seconds_count' && value === 1,
      ),
    );
    await shop.until('the clock is known', async () =>
      (await metrics()).some(({ name, value }) => name === 'tillbot_clock_agrees' && value === 1),
    );
    return await metrics();
  };

  const unknownIn = (series: readonly Series[], expr: string): readonly string[] =>
    askedFor(expr).flatMap(({ name, labels }) => {
      const of = series.filter((one) => one.name === name);
      if (of.length === 0) return [name];
      return labels
        .filter((label) => !ADDED.has(label) && !of.some((one) => Object.hasOwn(one.labels, label)))
        .map((label) => `${name}{${label}}`);
    });

  test('of the alert rules are those of a bot that has charged', async () => {
    const series = await seriesOfBot();
    expect(rules.flatMap(({ expr }) => unknownIn(series, expr))).toEqual([]);
  });

  test('of the dashboard are those of a bot that has charged, and its legends name labels that there are', async () => {
    const series = await seriesOfBot();
    const targets = dashboard.panels.flatMap(({ targets }) => targets);
    expect(targets.length).toBeGreaterThan(25);
    expect(targets.flatMap(({ expr }) => unknownIn(series, expr))).toEqual([]);
    for (const { expr, legendFormat } of targets)
      for (const [, label = ''] of legendFormat.matchAll(/\{\{(\w+)\}\}/g)) {
        const names = new Set(askedFor(expr).map(({ name }) => name));
        expect(series.some((one) => names.has(one.name) && Object.hasOwn(one.labels, label))).toBe(true);
      }
  });

  test('leave out none: each metric of the bot is on the dashboard', async () => {
    const series = await seriesOfBot();
    const shown = new Set(
      dashboard.panels
        .flatMap(({ targets }) => targets.flatMap(({ expr }) => askedFor(expr)))
        .map(({ name }) => name.replace(/_(?:bucket|sum|count)$/, '')),
    );
    const all = new Set(series.map(({ name }) => name.replace(/_(?:bucket|sum|count)$/, '')));
    expect([...all].filter((name) => !shown.has(name))).toEqual([]);
  });

  test('the search for unknown names can fail', async () => {
    const series = await seriesOfBot();
    expect(unknownIn(series, 'rate(tillbot_no_such[5m]) > 1')).toEqual(['tillbot_no_such']);
    expect(unknownIn(series, 'tillbot_memory_bytes{colour="red"}')).toEqual(['tillbot_memory_bytes{colour}']);
  });
});

test('the runbook has one entry for each alert, which says what it means and what to do', () => {
  const runbook = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8');
  const entries = runbook.split(/^## /m).slice(1);
  const titles = entries.map((entry) => /^\w+/.exec(entry)?.[0]);
  expect(titles.toSorted()).toEqual(rules.map(({ alert }) => alert).toSorted());
  for (const entry of entries) expect(entry).toMatch(/\*\*Means:\*\* [`\w][^]*\*\*Do:\*\* [`\w]/);
  for (const { alert, annotations } of rules)
    expect(annotations.runbook).toBe(`docs/runbook.md#${alert.toLowerCase()}`);
});

test('each alert has a unit test in which it fires, and one in which it is quiet', () => {
  const tests = read('tillbot.rules.test.yml');
  for (const { alert } of rules) {
    const [fires, quiet] = [
      new RegExp(`alertname: ${alert}\\n\\s+exp_alerts:\\n`),
      new RegExp(`alertname: ${alert}\\n\\s+exp_alerts: \\[\\]`),
    ];
    expect(tests).toMatch(fires);
    expect(tests).toMatch(quiet);
  }
});

const hasPromtool = spawnSync('promtool', ['--version']).error === undefined;
if (!hasPromtool && process.env['REQUIRE_PROMTOOL'] !== undefined)
  throw new Error('promtool is required, and not here (apt-get install prometheus).');

describe(`promtool${hasPromtool ? '' : ' is not here (apt-get install prometheus): its tests are left out'}`, () => {
  const promtool = (...words: readonly string[]): string =>
    execFileSync('promtool', words, { cwd: FOLDER, encoding: 'utf8', stdio: 'pipe' });

  test.skipIf(!hasPromtool)('accepts the rules and the example of a configuration', { tags: 'slow' }, () => {
    expect(promtool('check', 'rules', 'tillbot.rules.yml')).toContain(`SUCCESS: ${rules.length} rules found`);
    for (const file of ['prometheus.yml', 'prometheus.compose.yml'])
      expect(promtool('check', 'config', file)).toContain('SUCCESS');
  });

  test.skipIf(!hasPromtool)('passes the unit tests of the rules', { tags: 'slow' }, () => {
    expect(promtool('test', 'rules', 'tillbot.rules.test.yml')).toContain('SUCCESS');
  });
});

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Part } from '../parts/part.ts';
import type { Findings } from './row.ts';
import { markdownTable } from './table.ts';

const DOCS = new URL('../../../docs/', import.meta.url);
const PAGE = fileURLToPath(new URL('performance.md', DOCS));

/** How a part was measured. */
export interface Measurement {
  /** What was typed. */
  readonly command: string;
  readonly machine: string;
  readonly seconds: number;
  /** A person's remark, such as what else ran on the machine; empty for none. */
  readonly note: string;
}

/** Writes what a part found into docs/performance.md, in place of what it found before, and its plot beside it. */
export function writeFindings(part: Part, findings: Findings, measurement: Measurement): void {
  const page = existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : '';
  if (findings.plot !== undefined)
    writeFileSync(fileURLToPath(new URL(findings.plot.file, DOCS)), findings.plot.svg);
  writeFileSync(PAGE, withSection(page, part.name, sectionOf(part, findings, measurement)));
}

/** Returns a page with the section of a part replaced, or added at its end. */
export function withSection(page: string, name: string, section: string): string {
  const [begin, end] = [`<!-- bench: ${name} -->`, `<!-- end of ${name} -->`];
  const marked = `${begin}\n\n${section}\n\n${end}`;
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) return `${page.trimEnd()}\n\n${marked}\n`;
  return page.slice(0, from) + marked + page.slice(to + end.length);
}

function sectionOf(
  { title }: Part,
  { table, notes = [], plot }: Findings,
  { command, machine, seconds, note }: Measurement,
): string {
  const date = new Date().toISOString().slice(0, 10);
  const remark = note === '' ? '' : ` ${note}.`;
  return [
    `## ${title}`,
    `\`${command}\`, ${date}, ${seconds} s.${remark} ${machine}.`,
    ...(table.length > 0 ? [markdownTable(table)] : []),
    ...(plot === undefined ? [] : [`![${plot.title}](${plot.file})`]),
    ...(notes.length > 0 ? [notes.map((one) => `- ${one}`).join('\n')] : []),
  ].join('\n\n');
}

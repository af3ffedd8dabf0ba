import stringWidth from 'string-width';
import { fileVariableOf, type Setting, type SettingSection } from './setting.ts';
import { TELEGRAM_BOT_TOKEN } from './settings/network.ts';

/** The most characters in a line of `.env.example`. */
const WIDTH = 120;

/** How to make these texts anew. Both of them say it. */
const COMMAND = 'npm run docs:configuration';

/** Returns the text of `.env.example`: every setting with its default, and what it does above it. */
export function envExample(sections: readonly SettingSection[]): string {
  const intro = [
    `Made by \`${COMMAND}\` from the settings in src/. docs/configuration.md says more.`,
    'Copy this file to .env and fill it in. A variable that is empty counts as not set. ' +
      `With none of these set, \`npm start\` runs the sandbox (no accounts, no real money): ${names(required(sections))}.`,
    "Write keys and names between the quotes: outside of them a # begins a comment, and a key may hold one ('Sd4#k[HFS'). " +
      'What is in quotes is taken to the letter. A value with a \' in it goes between " and ".',
    'A secret can be in a file of its own. Then the variable with _FILE behind its name holds the path: ' +
      `${TELEGRAM_BOT_TOKEN.name}_FILE='${exampleFile(TELEGRAM_BOT_TOKEN.name)}'.`,
  ];
  const blocks = sections.map(({ title, intro, settings }) =>
    [
      `# --- ${title} `.padEnd(WIDTH, '-'),
      ...(intro === undefined ? [] : [comment(intro)]),
      ...settings.map(envLines),
    ].join('\n\n'),
  );
  return `${[intro.map(comment).join('\n#\n'), ...blocks].join('\n\n')}\n`;
}

const envLines = (setting: Setting<unknown>): string =>
  `${comment(setting.help + sandboxNote(setting) + secretNote(setting))}\n${setting.name}=${setting.default ?? "''"}`;

const sandboxNote = ({ sandboxDefault }: Setting<unknown>): string =>
  sandboxDefault === undefined ? '' : ` In the sandbox the default is ${sandboxDefault}.`;

function secretNote(setting: Setting<unknown>): string {
  if (!isSecret(setting)) return '';
  return setting.secretPart === undefined ? ' It is a secret.' : ` Secret: ${setting.secretPart}.`;
}

/** A text as lines of comment. Code is not broken. */
function comment(text: string): string {
  const lines: string[] = [];
  let line = '#';
  for (const [word] of text.matchAll(/(?:`[^`]*`|[^\s`])+/g)) {
    if (line !== '#' && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = '#';
    }
    line += ` ${word}`;
  }
  return [...lines, line].join('\n');
}

/** Returns the text of `docs/configuration.md`: a table of every setting, and a paragraph on each. */
export function configurationPage(sections: readonly SettingSection[]): string {
  const all = sections.flatMap(({ settings }) => settings);
  const table = markdownTable([
    ['setting', 'default', 'used in', 'secret'],
    ...all.map((setting) => [
      `[\`${setting.name}\`](#${setting.name.toLowerCase()})`,
      defaultText(setting),
      MODES[setting.mode],
      isSecret(setting) ? 'yes' : '',
    ]),
  ]);
  return `${[
    '# Configuration',
    `<!-- Made by \`${COMMAND}\` from the settings in src/. Change them there. -->`,
    'Settings are environment variables, or lines of a file `.env` in the folder that the program is started in ' +
      '([`.env.example`](../.env.example) is one to begin with). A variable in the environment goes before the same one in ' +
      'the file. A variable that is empty counts as not set.',
    'In `.env`, what stands in quotes is taken to the letter. A file that cannot be read is an error, and so is a line that ' +
      'does not surely say what it was meant to say: a `#` that would cut a value, a quote that is not closed. The message ' +
      'names the line and the remedy.',
    `With none of ${names(required(sections))} set, the program is the sandbox. Under \`NODE_ENV=production\` that is an error ` +
      'instead. A wrong value ends the start with one message, which names every variable that is wrong or missing, with an ' +
      'example. It never repeats a value, because that may be a secret. Settings that the sandbox does not use are checked in it, ' +
      'too, except those of proxies.',
    'Every setting that is secret can be in a file of its own, as systemd, Docker and Kubernetes provide secrets. Then another variable, ' +
      'with `_FILE` behind the name, holds the path of the file: an absolute one, or one that begins with `./`. The file holds the ' +
      'value and nothing else; it may end with a newline. A file that cannot be read or is empty is an error, and so is a setting that ' +
      'has both variables.',
    table,
    ...sections.flatMap(sectionText),
  ].join('\n\n')}\n`;
}

const sectionText = ({ title, intro, settings }: SettingSection): readonly string[] => [
  `## ${title}`,
  ...(intro === undefined ? [] : [intro]),
  ...settings.flatMap((setting) => [`### \`${setting.name}\``, setting.help, facts(setting)]),
];

function facts(setting: Setting<unknown>): string {
  const { name, example, secretPart } = setting;
  const fileVariable = fileVariableOf(setting);
  const code = example.includes('`') ? example : `\`${name}=${example}\``;
  return [
    `- Default: ${defaultText(setting)}`,
    `- Example: ${code}`,
    `- Used in: ${MODES[setting.mode]}`,
    ...(fileVariable === undefined
      ? []
      : [
          `- Secret: no log line and no message shows ${secretPart ?? 'it'}.`,
          `- In a file: \`${fileVariable}=${exampleFile(name)}\``,
        ]),
  ].join('\n');
}

/** Where Docker puts a secret. The name is that of the files in `deploy/`. */
const exampleFile = (name: string): string => `/run/secrets/${name.toLowerCase().replaceAll('_', '-')}`;

const MODES = { live: 'live', sandbox: 'sandbox', both: 'live, sandbox' } as const;

function defaultText({ default: text, sandboxDefault, withoutIt, isRequired }: Setting<unknown>): string {
  if (isRequired === true) return 'needed';
  if (text === undefined) return withoutIt ?? 'none';
  return sandboxDefault === undefined ? `\`${text}\`` : `\`${text}\` (\`${sandboxDefault}\` in the sandbox)`;
}

const isSecret = ({ secretsIn }: Setting<unknown>): boolean => secretsIn !== undefined;

const required = (sections: readonly SettingSection[]): readonly Setting<unknown>[] =>
  sections.flatMap(({ settings }) => settings.filter(({ isRequired }) => isRequired === true));

const names = (settings: readonly Setting<unknown>[]): string =>
  settings.map(({ name }) => `\`${name}\``).join(', ');

/** Lays out a table with columns as wide as their widest cells, as the formatter does. */
function markdownTable(rows: readonly (readonly string[])[]): string {
  const [head = []] = rows;
  const widths = head.map((_, at) => Math.max(...rows.map((row) => stringWidth(row[at] ?? ''))));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, at) => cell + ' '.repeat((widths[at] ?? 0) - stringWidth(cell))).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [line(head), rule, ...rows.slice(1).map(line)].join('\n');
}

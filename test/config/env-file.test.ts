import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readEnvFile } from '../../src/config/env-file.ts';
import { OperatorError } from '../../src/runtime/operator-error.ts';
import { tempFolder } from '../support/store.ts';

const KNOWN = ['KEY', 'C'];

function written(content: string | Uint8Array): string {
  const path = join(tempFolder(), '.env');
  writeFileSync(path, content);
  return path;
}

const settings = (content: string | Uint8Array): Record<string, string> =>
  Object.fromEntries(readEnvFile(written(content), KNOWN));

function refusal(path: string): string {
  try {
    readEnvFile(path, KNOWN);
  } catch (error) {
    if (error instanceof OperatorError) return error.message.replaceAll(path, '.env');
    throw error;
  }
  return 'none';
}
const refused = (content: string | Uint8Array): string => refusal(written(content));

describe('a file of settings', () => {
  test.each([
    ['as it is', 'KEY=Sd4k[HFS', 'Sd4k[HFS'],
    ['in single quotes', "KEY='Sd4#k[HFS'", 'Sd4#k[HFS'],
    ['in double quotes', 'KEY="Sd4#k[HFS"', 'Sd4#k[HFS'],
    ['in backticks', 'KEY=`Sd4#k\'"[HFS`', 'Sd4#k\'"[HFS'],
    ['in quotes, without escapes', String.raw`KEY="Sd4\nk\\HFS$x"`, String.raw`Sd4\nk\\HFS$x`],
    ['in quotes, with a comment behind them', "KEY='Sd4#k' # don't share", 'Sd4#k'],
    ['with a comment behind it', 'KEY=Sd4k\t# the key', 'Sd4k'],
    ['with spaces around and in it', '  export  KEY =  Mama Duka  ', 'Mama Duka'],
    ['with quotes in it', `KEY=Sd4"k'HFS`, `Sd4"k'HFS`],
    ['with an equals sign in it', 'KEY=abc=', 'abc='],
    ['that is empty', 'KEY=', ''],
    ['that is empty, with a comment', 'KEY= # none yet', ''],
    ['that is empty, in quotes', "KEY=''", ''],
  ])('takes a value %s', (_how, line, value) => {
    expect(settings(`# first\n\n${line}\nNEXT=2\n`)).toEqual({ KEY: value, NEXT: '2' });
  });

  test('takes the line after an empty value as a separate setting', () => {
    expect(settings('TOKEN= \nKEY=1')).toEqual({ TOKEN: '', KEY: '1' });
  });

  test.each(['\n', '\r\n', '\r'])('takes lines that end with %j', (end) => {
    expect(settings(['A=1', 'B=2', ''].join(end))).toEqual({ A: '1', B: '2' });
  });

  test('skips a byte order mark', () => {
    expect(settings('\ufeffKEY=1')).toEqual({ KEY: '1' });
  });

  test('is read through a link', () => {
    const link = join(tempFolder(), '.env');
    symlinkSync(written('KEY=1'), link);
    expect([...readEnvFile(link, KNOWN)]).toEqual([['KEY', '1']]);
  });

  test('that does not exist has no settings', () => {
    expect([...readEnvFile(join(tempFolder(), '.env'), KNOWN)]).toEqual([]);
  });
});

describe('a file of settings is refused, with line, name and remedy and without the value, where', () => {
  test.each([
    [
      'a # would cut it',
      'KEY=Sd4#k[HFS',
      /^\.env, line 2: the value of KEY would be cut at its #\. Put it in quotes: KEY='…'/,
    ],
    ['it begins with a #', 'KEY=#Sd4k[HFS', /cut at its #\. Put it in quotes/],
    ['a # would cut it, before a comment', 'KEY=Sd4#k[HFS # the key', /cut at its #/],
    [
      'it goes on behind its quote',
      "KEY='Sd4'k[HFS'",
      /^\.env, line 2: the value of KEY goes on behind its closing quote\. Put all of it in quotes of another kind/,
    ],
    ['a # stands right behind its quote', "KEY='Sd4'#k[HFS'", /goes on behind its closing quote/],
    ['a quote in it is escaped', String.raw`KEY="Sd4\"k[HFS"`, /goes on behind its closing quote/],
    [
      'its quote is not closed',
      'KEY="Sd4k[HFS',
      /^\.env, line 2: the value of KEY begins with a quote that is not closed\./,
    ],
    [
      'its quotes are curly',
      'KEY=“Sd4k[HFS”',
      /^\.env, line 2: the value of KEY is in curly quotes\. Use straight ones: KEY='…'/,
    ],
    ['there is no =', 'KEY: Sd4k[HFS', /^\.env, line 2: this is not NAME=value/],
    ['there is no name', 'set KEY=Sd4k[HFS', /^\.env, line 2: this is not NAME=value/],
  ])('%s', (_what, line, message) => {
    const problem = refused(`FIRST=1\n${line}\nNEXT='2'\n`);
    expect(problem).toMatch(message);
    expect(problem).not.toMatch(/Sd4|HFS|\n/);
  });

  test('several lines are wrong, and each is named', () => {
    expect(refused('KEY=a#b\nB=1\nC="x\n').split('\n')).toEqual([
      '.env cannot be taken as it is:',
      expect.stringMatching(/^ {2}\.env, line 1: the value of KEY would be cut/),
      expect.stringMatching(/^ {2}\.env, line 3: the value of C begins with a quote/),
    ]);
  });

  test('a part of a key looks like a name, and the name is not shown', () => {
    expect(refused('KEY=Sd4k\nHFS=#=')).toMatch(
      /^\.env, line 2: the value of NAME would be cut at its #\. .*: NAME='…'/,
    );
    expect(refused('KEY=Sd4k\nHFS=#=')).not.toContain('HFS');
  });

  const TEXT = 'KEY=Sd4k\n';
  test.each([
    [
      'in UTF-16, as PowerShell writes it',
      Buffer.from(`\ufeff${TEXT}`, 'utf16le'),
      /UTF-16.*Save it as UTF-8/,
    ],
    ['in UTF-16 of the other order', Buffer.from(`\ufeff${TEXT}`, 'utf16le').swap16(), /UTF-16/],
    ['in UTF-16 without a mark', Buffer.from(TEXT, 'utf16le'), /UTF-16/],
    ['in Latin-1', Buffer.from('SHOP_NAME=Café\n', 'latin1'), /^\.env is not in UTF-8\. Save it as UTF-8\.$/],
    ['a megabyte long', Buffer.alloc(1024 * 1024 + 1, '#'), /too long/],
  ])('it is %s', (_how, content, message) => {
    expect(refused(content)).toMatch(message);
    expect(refused(content)).not.toMatch(/Sd4|Caf/);
  });

  test('it is a folder, a pipe, or a link to nothing', () => {
    const path = (name: string): string => join(folder, name);
    const folder = tempFolder();
    mkdirSync(path('folder'));
    execFileSync('mkfifo', [path('pipe')]);
    symlinkSync(path('nothing'), path('link'));
    symlinkSync(path('loop'), path('loop'));
    expect(refusal(path('folder'))).toBe('.env is a folder, not a file of settings. Move it away.');
    expect(refusal(path('pipe'))).toBe('.env is no ordinary file. Put one in its place.');
    expect(refusal(path('link'))).toBe(
      '.env is a link to a file that is not there. Mend the link, or delete it.',
    );
    expect(refusal(path('loop'))).toMatch(/^\.env is there, but cannot be read \(ELOOP\)/);
  });
});

import { describe, expect, test } from 'vitest';
import { commandsIn, holdsCommand, isOurs } from '../../../../src/telegram/bot/features/command.ts';

describe('the commands in a message', () => {
  test.each([
    ['/charge 0712345678 500 unga', ['/charge 0712345678 500 unga']],
    ['/charge 0712345678\n500\nunga', ['/charge 0712345678 500 unga']],
    ['/charge 1 2\n/today', ['/charge 1 2', '/today']],
    ['/charge 1 2\r\n \u200b/Charge@Some_Bot 3 4\n\nx', ['/charge 1 2', '/Charge@Some_Bot 3 4 x']],
    ['/charge 1 2 /charge 3 4', ['/charge 1 2', '/charge 3 4']],
    ['/charge 1 2\u2028/charge', ['/charge 1 2', '/charge']],
    ['/omba 1 2 /charge 3 4 /Omba@x 5 6', ['/omba 1 2', '/charge 3 4', '/Omba@x 5 6']],
    ['/leo /omba 1 2', ['/leo', '/omba 1 2']],
    ['1. /charge 1 2\n2) /charge 3 4\n• /today', ['/charge 1 2', '/charge 3 4', '/today']],
    ['/today /pending', ['/today /pending']],
    ['/charge 1 2 see /today', ['/charge 1 2 see /today']],
    ['/charge 1 2\n//charge\n/=5\n/1\n/charge! x', ['/charge 1 2 //charge /=5 /1 /charge! x']],
    ['hello\n/charge 1 2', ['/charge 1 2']],
    ['', []],
    ['0712345678 500', []],
  ])('%j are %j', (text, commands) => {
    expect(commandsIn(text)).toEqual(commands);
  });

  test.each([
    ['/charge', true],
    ['the order\n /charge@x 1', true],
    ['see /charge', false],
    ['/=', false],
    ['', false],
  ])('are at the start of a line of %j: %s', (text, holds) => {
    expect(holdsCommand(text)).toBe(holds);
  });

  test.each([
    ['/charge 1', true],
    ['/BLOCK', true],
    ['/anything@TillBot', true],
    ['/charge@tillbot\n1', true],
    ['/charge@OtherBot', false],
    ['/weather', false],
    ['/chargex', false],
    ['charge', false],
    ['x /charge', false],
  ])('%j is for this bot: %s', (text, isForUs) => {
    expect(isOurs(text, 'TillBot', ['charge', 'block'])).toBe(isForUs);
  });
});

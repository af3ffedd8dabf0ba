import { code, fmt } from 'telegraf/format';
import type { KeyboardWords } from '../../bot/features/keyboard.words.ts';

export const keyboard: KeyboardWords = {
  keys: { charge: '💳 Charge', today: '📊 Today', pending: '⏳ Pending' },
  keyboardOn: 'Here are your keys. To hide them: /keyboard off',
  keyboardOff: 'The keys are gone. To get them back: /keyboard on',
  keyboardUsage: fmt`${code('/keyboard on')} shows the keys, ${code('/keyboard off')} hides them.`,
  keyboardChanged: 'Your keys speak English too.',
  helpKeyboard: fmt`${code('/keyboard off')} – hide the keys below; ${code('/keyboard on')} shows them`,
  unknownCommand: (typed, nearest) =>
    nearest === undefined
      ? `No such command: ${typed}. Here is what I can do: /help`
      : `No such command: ${typed}. Did you mean ${nearest}?`,
};

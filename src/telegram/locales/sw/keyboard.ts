import { code, fmt } from 'telegraf/format';
import type { KeyboardWords } from '../../bot/features/keyboard.words.ts';

export const keyboard: KeyboardWords = {
  keys: { charge: '💳 Omba malipo', today: '📊 Leo', pending: '⏳ Yanayosubiriwa' },
  keyboardOn: 'Vitufe vyako hivi hapa. Kuvificha: /keyboard off',
  keyboardOff: 'Vitufe vimefichwa. Kuvirudisha: /keyboard on',
  keyboardUsage: fmt`${code('/keyboard on')} huonyesha vitufe, ${code('/keyboard off')} huvificha.`,
  keyboardChanged: 'Vitufe vyako navyo sasa ni vya Kiswahili.',
  helpKeyboard: fmt`${code('/keyboard off')} – ficha vitufe vya chini; ${code('/keyboard on')} huvionyesha`,
  unknownCommand: (typed, nearest) =>
    nearest === undefined
      ? `Hakuna amri ya ${typed}. Amri zote ziko hapa: /help`
      : `Hakuna amri ya ${typed}. Ulimaanisha ${nearest}?`,
};

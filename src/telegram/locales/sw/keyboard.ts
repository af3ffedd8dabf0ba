import { code, fmt } from 'telegraf/format';
import type { KeyboardWords } from '../../bot/features/keyboard.words.ts';

export const keyboard: KeyboardWords = {
  keys: { charge: '💳 Omba malipo', today: '📊 Leo', pending: '⏳ Yanayosubiriwa' },
  keyboardOn: 'Vitufe vyako hivi hapa. Kuvificha: /vitufe off',
  keyboardOff: 'Vitufe vimefichwa. Kuvirudisha: /vitufe on',
  keyboardUsage: fmt`${code('/vitufe on')} huonyesha vitufe, ${code('/vitufe off')} huvificha.`,
  keyboardChanged: 'Vitufe vyako navyo sasa ni vya Kiswahili.',
  helpKeyboard: fmt`${code('/vitufe off')} – ficha vitufe vya chini; ${code('/vitufe on')} huvionyesha`,
  unknownCommand: (typed, nearest) =>
    nearest === undefined
      ? `Hakuna amri ya ${typed}. Amri zote ziko hapa: /msaada`
      : `Hakuna amri ya ${typed}. Ulimaanisha ${nearest}?`,
};

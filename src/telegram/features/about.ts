import { Composer } from 'telegraf';
import { button } from '../buttons.ts';
import type { DeskContext } from '../desk.ts';
import { command } from './charge.ts';
import { leaveDraft } from './lists.ts';

/** `/start`, `/help` and `/language`. */
export function about(): Composer<DeskContext> {
  const bot = new Composer<DeskContext>();

  bot.command([command('start'), command('help')], ({ turn }) => {
    leaveDraft(turn);
    turn.say(turn.words.help);
  });

  bot.command(command('language'), ({ turn }) => {
    leaveDraft(turn);
    const { buttons, chooseLanguage } = turn.words;
    const rows = [
      [
        button(buttons.english, { kind: 'language', language: 'en' }),
        button(buttons.swahili, { kind: 'language', language: 'sw' }),
      ],
    ];
    turn.say(chooseLanguage, { markup: { kind: 'buttons', rows } });
  });

  return bot;
}

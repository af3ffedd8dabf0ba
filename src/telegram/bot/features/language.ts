import { button } from '../callback-data.ts';
import type { Feature } from '../feature.ts';
import { localeOf } from '../../locales/locales.ts';
import { keysFor } from './keyboard.ts';
import { spokenFor } from './memberships.ts';

/** `/language`: which language the bot speaks with a person. */
export const language: Feature = {
  commands: [
    {
      name: 'language',
      aliases: ['lugha'],
      inMenu: true,
      forAnyMerchant: true,
      run(_services, { turn }) {
        const { buttons, chooseLanguage } = turn.words;
        const rows = [
          [
            button(buttons.english, { kind: 'language', language: 'en' }),
            button(buttons.swahili, { kind: 'language', language: 'sw' }),
          ],
        ];
        turn.say(chooseLanguage, { markup: { kind: 'buttons', rows } });
      },
    },
  ],
  callbacks: {
    async language(services, { turn, messageId }, { language: chosen }) {
      await services.store.users.setLanguage(turn.userId, chosen);
      const words = localeOf(chosen);
      const member = await spokenFor(services, turn.userId);
      if (member !== undefined)
        services.menus.show({ userId: turn.userId, role: member.role, language: chosen });
      turn.edit(messageId, words.languageChosen);
      const markup = await keysFor(services, turn, words);
      if (markup !== undefined) turn.say(words.keyboardChanged, { markup });
      return undefined;
    },
  },
};

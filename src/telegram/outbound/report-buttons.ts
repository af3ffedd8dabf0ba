import { isState } from '../../domain/charge-states.ts';
import { button } from '../bot/callback-data.ts';
import { localeOf } from '../locales/locales.ts';
import type { Keyboard } from './payload.ts';
import type { ShownCharge } from './shown-charge.ts';

/** The buttons that decide on the reported payment that a notice or a card shows. */
export function reportButtons({ ref, reported, language, state }: ShownCharge): Keyboard {
  const { buttons } = localeOf(language);
  if (reported === null || !isState(state, 'reportDecidable')) return [];
  const about = { charge: ref, report: reported.number };
  return [
    [
      button(buttons.ours, { kind: 'ours', ...about }),
      button(buttons.notOurs, { kind: 'notOurs', ...about }),
    ],
  ];
}

import type { RestoreHoldWords } from '../../bot/features/restore-hold.words.ts';

export const restoreHold: RestoreHoldWords = {
  buttons: {
    resume: 'Go on',
  },
  onHold: (when) =>
    `⏸ This bot was restored from a copy made ${when}, so I don’t know what was charged after that. I send nothing to any phone until you press the button. First look through your M‑Pesa messages since then: charges that were open may be paid already. Anybody removed since then works here again, so look at /staff too.`,
  onHoldForOthers:
    '⏸ This bot was restored from a copy, so nothing is sent to a phone until the person who runs it says so. Please send it again then.',
  resumed: '▶️ Charging again.',
};

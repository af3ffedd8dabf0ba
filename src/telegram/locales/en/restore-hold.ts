import type { RestoreHoldWords } from '../../bot/features/restore-hold.words.ts';

export const restoreHold: RestoreHoldWords = {
  buttons: {
    resume: 'Go on',
  },
  onHold: (when) =>
    `⏸ This till was put back from a copy made ${when}, so I do not know what was charged after that. Nothing is sent to a phone until you press the button. Look through your M-Pesa messages since then first; charges that were open may be paid already. Who was removed since then works here again: look at /staff, too.`,
  onHoldForOthers:
    '⏸ This till was put back from a copy, so nothing is sent to a phone until whoever runs this bot says so. Please send it again then.',
  resumed: '▶️ Charging again.',
};

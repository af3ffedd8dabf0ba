import type { RestoreHoldWords } from '../../bot/features/restore-hold.words.ts';

export const restoreHold: RestoreHoldWords = {
  buttons: {
    resume: 'Endelea',
  },
  onHold: (when) =>
    `⏸ Till hii imerejeshwa kutoka nakala ya ${when}, kwa hiyo sijui kilichotozwa baada ya hapo. Hakuna kitakachotumwa kwa simu hadi ubonyeze kitufe. Kwanza angalia ujumbe wako wa M-Pesa tangu wakati huo; malipo yaliyokuwa yanasubiriwa huenda yameshalipwa. Aliyeondolewa tangu wakati huo amerudi: angalia pia /staff.`,
  onHoldForOthers:
    '⏸ Till hii imerejeshwa kutoka nakala, kwa hiyo hakuna kitakachotumwa kwa simu hadi anayeendesha boti hii aseme. Tafadhali tuma tena wakati huo.',
  resumed: '▶️ Naanza kutoza tena.',
};

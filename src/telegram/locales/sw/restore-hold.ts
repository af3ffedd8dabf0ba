import type { RestoreHoldWords } from '../../bot/features/restore-hold.words.ts';

export const restoreHold: RestoreHoldWords = {
  buttons: {
    resume: 'Endelea',
  },
  onHold: (when) =>
    `⏸ Bot hii imerejeshwa kutoka nakala ya ${when}, kwa hiyo sijui malipo yaliyoombwa baada ya hapo. Sitatuma chochote kwa simu yoyote hadi ubonyeze kitufe. Kwanza angalia ujumbe wako wa M‑Pesa tangu wakati huo: maombi yaliyokuwa wazi huenda yameshalipwa. Aliyeondolewa tangu wakati huo amerudi, kwa hiyo angalia pia /wafanyakazi.`,
  onHoldForOthers:
    '⏸ Bot hii imerejeshwa kutoka nakala, kwa hiyo hakuna kitakachotumwa kwa simu hadi anayeiendesha aseme. Tafadhali tuma tena wakati huo.',
  resumed: '▶️ Naomba malipo tena.',
};

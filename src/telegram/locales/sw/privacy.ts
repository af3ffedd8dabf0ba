import type { PrivacyWords } from '../../bot/features/privacy.words.ts';

export const privacy: PrivacyWords = {
  commands: {
    block: 'Namba iliyokataa kuombwa malipo',
    erase: 'Futa namba ya mteja',
  },
  blocked: (phone) => `${phone} haiombwi malipo tena. Kuirudisha: /ruhusu`,
  unblocked: (phone) => `${phone} inaweza kuombwa malipo tena.`,
  erased: (charges, open) =>
    `Namba imefutwa kwenye maombi yaliyokwisha (${charges}); jumla na risiti zinabaki.${open === 0 ? '' : ` Maombi ambayo hayajakwisha (${open}) bado yana namba hiyo: tuma hii tena baadaye.`} Ujumbe ulio kwenye gumzo unabaki hadi uufute.`,
  nothingToErase: 'Hakuna ombi la duka hili lenye namba hii.',
  myData: 'Kinachohifadhiwa kukuhusu',
  myTelegram: (userId) => `Namba yako ya Telegram ${userId}, lugha yako, na:`,
  myPlace: ({ shop, name, role, since, charges }) =>
    `${shop === '' ? '' : `${shop}: `}${name}, ${role} tangu ${since}, maombi ${charges.count}${charges.isMore ? ' au zaidi' : ''}. Kila ombi lina jina lako.`,
  myRights: 'Mwenye duka anaweza kukuondoa. Maombi uliyotuma yanabaki kwenye vitabu vya duka.',
};

import type { CloseWords } from '../../outbound/closes.words.ts';

export const closes: CloseWords = {
  buttons: {
    customerCancelled: 'Mteja ameghairi',
    close: 'Funga',
    sendAgain: 'Tuma tena',
    sendAgainFrom: (time) => `Tuma tena kuanzia ${time}`,
    keepOpen: '‹ Rudi',
    closeNumber: (number) => `Funga #${number}`,
  },
  closeReasons: {
    'took-cash': 'Amelipa taslimu',
    'changed-mind': 'Amebadili mawazo',
    'wrong-number': 'Namba si sahihi',
  },
  noPinYet: '📲 PIN bado. Mwombe mteja aangalie simu yake.',
  closedStatus: {
    'customer-cancelled': ({ by: name, until }) => `🚫 Mteja ameghairi${by(name)}.${watched(until)}`,
    'took-cash': ({ by: name, until }) => `💵 Limefungwa${by(name)}: amelipa taslimu.${watched(until)}`,
    'changed-mind': ({ by: name, until }) => `🚫 Limefungwa${by(name)}: amebadili mawazo.${watched(until)}`,
    'wrong-number': ({ by: name, until }) => `🚫 Limefungwa${by(name)}: namba si sahihi.${watched(until)}`,
    'collection-closed': ({ by: name, until }) =>
      `🚫 Limefungwa pamoja na orodha yake${by(name)}.${watched(until)}`,
  },
  paidAfterClose: {
    'customer-cancelled': 'Ombi hili lilikuwa limefungwa: mteja alighairi.',
    'took-cash': 'Ombi hili lilikuwa limefungwa: alilipa taslimu. Hakikisha hujalipwa mara mbili.',
    'changed-mind': 'Ombi hili lilikuwa limefungwa: alibadili mawazo.',
    'wrong-number': 'Ombi hili lilikuwa limefungwa: namba si sahihi. Aliyelipa huenda akaomba pesa zake.',
    'collection-closed': 'Orodha ya ombi hili ilikuwa imefungwa.',
  },
  eventClosed: {
    'customer-cancelled': 'mteja ameghairi',
    'took-cash': 'limefungwa: amelipa taslimu',
    'changed-mind': 'limefungwa: amebadili mawazo',
    'wrong-number': 'limefungwa: namba si sahihi',
    'collection-closed': 'limefungwa pamoja na orodha yake',
  },
  closed: 'Limefungwa.',
  closedSendAgain: 'Sawa. Unaweza kutuma tena.',
  tooEarlyToCancel: (span) => `Huenda ombi bado liko njiani. Tafadhali jaribu tena baada ya ${span}.`,
  sendAgainLater: (span) => `Huenda ombi bado liko kwenye simu. Unaweza kutuma tena baada ya ${span}.`,
};

/** Names the person who closed it, if the name is known. */
const by = (name: string | undefined): string => (name === undefined ? '' : ` (${name})`);

/** Says until when the bot watches for a payment all the same; nothing if it does not. */
const watched = (until: string): string =>
  until === '' ? '' : ` Likilipwa hata hivyo kabla ya ${until}, nitakuambia.`;

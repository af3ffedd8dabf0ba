import { bold, fmt } from 'telegraf/format';
import type { OperatorWords } from '../../bot/features/operator.words.ts';
import { lines } from '../../outbound/payload.ts';

export const operator: OperatorWords = {
  operatorState: (facts) =>
    lines(
      fmt`${bold('Bot hii')}`,
      `Toleo ${facts.version} · inafanya kazi kwa ${facts.running}`,
      `Maduka: ${facts.shops}${facts.suspended === 0 ? '' : ` (${facts.suspended} yamesimamishwa)`}`,
      `Maombi yaliyo wazi: ${facts.open}${facts.unknown === 0 ? '' : ` (${facts.unknown} hayajulikani)`}`,
      '',
      fmt`${bold('Yanayosubiri')}`,
      facts.updates,
      facts.messages,
      facts.watched,
      '',
      fmt`${bold('Mashine')}`,
      facts.backup === null
        ? 'Nakala: hazijapangwa (BACKUP_EVERY)'
        : `Nakala ya mwisho: ${facts.backup ?? 'bado hakuna'}`,
      facts.diskFree === null ? undefined : `Diski: nafasi ${facts.diskFree} %`,
      facts.lead === undefined
        ? undefined
        : `Kiongozi, zamu ya ${facts.lead.term} · imehuishwa ${facts.lead.renewed} zilizopita`,
      facts.clockAgrees ? 'Saa: sahihi' : 'Saa: si sahihi, au bado haijulikani',
    ),
  operatorQueues: { inbox: 'Kushughulikiwa', outbox: 'Kutumwa', watch: 'Kuangaliwa' },
  operatorWaiting: (what, count, isMore) => `${what}: ${count}${isMore ? ' au zaidi' : ''}`,
  operatorOldest: (what, oldest) => `${what} · inasubiri ${oldest}`,
  operatorTroubles: {
    gateway: '⚠️ Mfumo wa malipo haujibu.',
    'telegram-limits': '⚠️ Telegram imeipunguzia bot hii kasi.',
    disk: '⚠️ Diski imekaribia kujaa.',
    backup: '⚠️ Nakala ya mwisho haikutengenezwa.',
  },
};

import { bold, fmt } from 'telegraf/format';
import type { OperatorWords } from '../../bot/features/operator.words.ts';
import { lines } from '../../outbound/payload.ts';

export const operator: OperatorWords = {
  operatorState: (facts) =>
    lines(
      fmt`${bold('This bot')}`,
      `Version ${facts.version} · up for ${facts.running}`,
      `Shops: ${facts.shops}${facts.suspended === 0 ? '' : ` (${facts.suspended} suspended)`}`,
      `Open charges: ${facts.open}${facts.unknown === 0 ? '' : ` (${facts.unknown} not known)`}`,
      '',
      fmt`${bold('Waiting')}`,
      facts.updates,
      facts.messages,
      facts.watched,
      '',
      fmt`${bold('The machine')}`,
      facts.backup === null
        ? 'Backups: none planned (BACKUP_EVERY)'
        : `Last backup: ${facts.backup ?? 'none yet'}`,
      facts.diskFree === null ? undefined : `Disk: ${facts.diskFree} % free`,
      facts.lead === undefined
        ? undefined
        : `Leader, term ${facts.lead.term} · lease renewed ${facts.lead.renewed} ago`,
      facts.clockAgrees ? 'Clock: right' : 'Clock: wrong, or not known yet',
    ),
  operatorQueues: { inbox: 'To be handled', outbox: 'To be sent', watch: 'To be looked up' },
  operatorWaiting: (what, count, isMore) => `${what}: ${count}${isMore ? ' or more' : ''}`,
  operatorOldest: (what, oldest) => `${what} · oldest ${oldest}`,
  operatorTroubles: {
    gateway: '⚠️ The gateway gives no answer.',
    'telegram-limits': '⚠️ Telegram slows this bot down.',
    disk: '⚠️ The disk is nearly full.',
    backup: '⚠️ The last backup was not made.',
  },
};

import { Composer } from 'telegraf';
import { bold, code, fmt } from 'telegraf/format';
import { readPhone, type Msisdn } from '../../../domain/msisdn.ts';
import { isAtLeast } from '../../../domain/roles.ts';
import { oneLine } from '../../../domain/one-line.ts';
import type { Erasure } from '../../../store/port/phones.ts';
import type { BotServices, BotContext } from '../bot-services.ts';
import { lines } from '../../outbound/payload.ts';
import { phoneFor } from '../../outbound/render.ts';
import type { Turn } from '../turn.ts';
import { command } from './command.ts';

/** `/block`, `/unblock`, `/erase` and `/mydata`: what customers, and the people of a shop, have a right to. */
export function privacy(services: BotServices): Composer<BotContext> {
  const bot = new Composer<BotContext>();

  for (const name of ['block', 'unblock'] as const) {
    bot.command(command(name), async ({ turn, member, payload }) => {
      turn.dropDraft(turn);
      if (!isAtLeast(member.role, 'manager')) return turn.say(turn.words.managersOnly);
      const msisdn = phoneIn(turn, payload, name);
      if (msisdn === undefined) return;
      const shown = phoneFor(turn.chatKind, msisdn);
      turn.say(name === 'block' ? turn.words.blocked(shown) : turn.words.unblocked(shown));
      const { merchantId } = member;
      if (
        await services.store.phones.block(
          merchantId,
          msisdn,
          name === 'block',
          turn.userId,
          turn.at,
          turn.effects(),
        )
      )
        return;
      turn.forget();
      turn.say(turn.words.managersOnly);
    });
  }

  bot.command(command('erase'), async ({ turn, member, payload }) => {
    turn.dropDraft(turn);
    const { words } = turn;
    const { keyring } = services;
    if (member.role !== 'owner') return turn.say(words.ownersOnly);
    if (turn.chatKind !== 'private') return turn.say(words.inPrivate);
    if (keyring === undefined) return turn.say(words.noSecretKey);
    const msisdn = phoneIn(turn, payload, 'erase');
    if (msisdn === undefined) return;
    const react = (erasure: Erasure) => {
      turn.say(
        erasure.erased + erasure.open === 0
          ? words.nothingToErase
          : words.erased(erasure.erased, erasure.open),
      );
      return turn.effects();
    };
    const { merchantId } = member;
    const erased = await services.store.phones.erase(
      merchantId,
      msisdn,
      keyring.hash,
      turn.userId,
      turn.at,
      react,
    );
    if (erased === undefined) turn.say(words.ownersOnly);
  });

  bot.command(command('mydata'), async ({ turn }) => {
    turn.dropDraft(turn);
    if (turn.chatKind !== 'private') return turn.say(turn.words.inPrivate);
    const { words, userId } = turn;
    const places = await services.store.members.of(userId);
    const told = [];
    for (const { merchantId, merchantName, name, role, addedAt } of places) {
      const since = services.time.moment(addedAt, turn.at, words.locale);
      const made = await services.store.chargeQueries.chargedBy(merchantId, userId);
      told.push(words.myPlace({ shop: merchantName, name, role: words.role[role], since, charges: made }));
    }
    turn.say(lines(bold(words.myData), words.myTelegram(userId), ...told, '', words.myRights));
  });

  return bot;
}

/** The phone that a command names, or a word on what is wrong with it. */
function phoneIn(turn: Turn, payload: string, name: string): Msisdn | undefined {
  const text = oneLine(payload, Number.POSITIVE_INFINITY);
  const phone = readPhone(text);
  if (phone.kind === 'phone') return phone.msisdn;
  turn.say(
    lines(
      turn.words.refusedPhone[phone.reason](oneLine(text, 40)),
      fmt`${turn.words.example} ${code(`/${name} 0712345678`)}`,
    ),
  );
  return undefined;
}

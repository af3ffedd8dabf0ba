import { bold } from 'telegraf/format';
import type { BotServices } from '../bot-services.ts';
import type { CommandContext, Feature } from '../feature.ts';
import { lines } from '../../outbound/payload.ts';
import { customerFor } from './customer-for.ts';
import { phoneIn } from './phone-in.ts';

const BLOCK = { name: 'block', aliases: ['zuia'] } as const;
const UNBLOCK = { name: 'unblock', aliases: ['ruhusu'] } as const;

/** `/block`, `/unblock` and `/mydata`: the rights of customers and of the people of a shop. */
export const privacy: Feature = {
  commands: [
    {
      ...BLOCK,
      inMenu: true,
      requires: ['manager'],
      run: (services, ctx) => setBlocked(services, ctx, true),
    },
    {
      ...UNBLOCK,
      inMenu: false,
      requires: ['manager'],
      run: (services, ctx) => setBlocked(services, ctx, false),
    },
    { name: 'mydata', aliases: ['taarifa'], inMenu: false, requires: ['private'], run: sayMyData },
  ],
};

/** Keeps the shop from charging a number, or allows it again. */
async function setBlocked(
  services: BotServices,
  { turn, member, payload }: CommandContext,
  isBlocked: boolean,
): Promise<void> {
  const { words, userId, at } = turn;
  const msisdn = phoneIn(turn, payload, isBlocked ? BLOCK : UNBLOCK);
  if (msisdn === undefined) return;
  const shown = await customerFor(services, turn, { merchantId: member.merchantId, msisdn });
  turn.say(isBlocked ? words.blocked(shown) : words.unblocked(shown));
  const { phones } = services.store;
  if (await phones.block(member.merchantId, msisdn, isBlocked, userId, at, turn.effects())) return;
  turn.forget();
  turn.say(words.managersOnly);
}

/** Says what the database holds about the person. */
async function sayMyData(services: BotServices, { turn }: CommandContext): Promise<void> {
  const { words, userId } = turn;
  const places = await services.store.members.of(userId);
  const told = [];
  for (const { merchantId, merchantName, name, role, addedAt } of places) {
    const since = services.time.moment(addedAt, turn.at, words.locale);
    const charges = await services.store.chargeQueries.chargedBy(merchantId, userId);
    told.push(words.myPlace({ shop: merchantName, name, role: words.role[role], since, charges }));
  }
  turn.say(lines(bold(words.myData), words.myTelegram(userId), ...told, '', words.myNames, words.myRights));
}

import { bold, code, fmt } from 'telegraf/format';
import { readPhone, type Msisdn } from '../../../domain/msisdn.ts';
import { oneLine } from '../../../domain/one-line.ts';
import type { UpdateEffects } from '../../../store/port/update-effects.ts';
import type { Erasure } from '../../../store/port/phones.ts';
import type { BotServices } from '../bot-services.ts';
import type { CommandContext, Feature } from '../feature.ts';
import { lines } from '../../outbound/payload.ts';
import { phoneFor } from '../../outbound/render.ts';
import type { Turn } from '../turn.ts';
import { nameIn, type Named } from './command.ts';

const BLOCK = { name: 'block', aliases: ['zuia'] } as const;
const UNBLOCK = { name: 'unblock', aliases: ['ruhusu'] } as const;
const ERASE = { name: 'erase', aliases: ['futa'] } as const;

/** `/block`, `/unblock`, `/erase` and `/mydata`: the rights of customers and of the people of a shop. */
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
    { ...ERASE, inMenu: true, requires: ['owner', 'private', 'secret-key'], run: erase },
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
  const shown = phoneFor(turn.chatKind, msisdn);
  turn.say(isBlocked ? words.blocked(shown) : words.unblocked(shown));
  const { phones } = services.store;
  if (await phones.block(member.merchantId, msisdn, isBlocked, userId, at, turn.effects())) return;
  turn.forget();
  turn.say(words.managersOnly);
}

/** Erases a customer's number from the shop's finished charges. */
async function erase(services: BotServices, { turn, member, payload }: CommandContext): Promise<void> {
  const { words, userId, at } = turn;
  const { keyring } = services;
  if (keyring === undefined) return turn.say(words.noSecretKey);
  const msisdn = phoneIn(turn, payload, ERASE);
  if (msisdn === undefined) return;
  const react = ({ erased, open }: Erasure): UpdateEffects => {
    turn.say(erased + open === 0 ? words.nothingToErase : words.erased(erased, open));
    return turn.effects();
  };
  const { phones } = services.store;
  const erasure = await phones.erase(member.merchantId, msisdn, keyring.hash, userId, at, react);
  if (erasure === undefined) turn.say(words.ownersOnly);
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
  turn.say(lines(bold(words.myData), words.myTelegram(userId), ...told, '', words.myRights));
}

/** Reads the phone after a command, or says what is wrong with it. */
function phoneIn(turn: Turn, payload: string, command: Named): Msisdn | undefined {
  const text = oneLine(payload, Number.POSITIVE_INFINITY);
  const phone = readPhone(text);
  if (phone.kind === 'phone') return phone.msisdn;
  turn.say(
    lines(
      turn.words.refusedPhone[phone.reason](oneLine(text, 40)),
      fmt`${turn.words.example} ${code(`/${nameIn(turn.words.language, command)} 0712345678`)}`,
    ),
  );
  return undefined;
}

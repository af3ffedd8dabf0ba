import { bold } from 'telegraf/format';
import { formatPhone, type Msisdn } from '../../../domain/msisdn.ts';
import type { Erasure } from '../../../store/port/phones.ts';
import type { UpdateEffects } from '../../../store/port/update-effects.ts';
import type { Membership } from '../../../store/port/members.ts';
import { button, type ActionOf } from '../callback-data.ts';
import type { BotServices } from '../bot-services.ts';
import type { CommandContext, Feature, Press } from '../feature.ts';
import { lines } from '../../outbound/payload.ts';
import type { Turn } from '../turn.ts';
import { isCalled } from './memberships.ts';
import { phoneIn } from './phone-in.ts';

const ERASE = { name: 'erase', aliases: ['futa'] } as const;

/** `/erase`: takes a customer's number and name out of the shop's books, after a question that says what goes. */
export const eraseNumber: Feature = {
  commands: [{ ...ERASE, inMenu: true, requires: ['owner', 'private', 'secret-key'], run: erase }],
  callbacks: { eraseNow, dontErase },
};

async function erase(services: BotServices, { turn, member, payload }: CommandContext): Promise<void> {
  const msisdn = phoneIn(turn, payload, ERASE);
  if (msisdn !== undefined) await askErasure(services, turn, member, msisdn);
}

/** Says what erasing a number would take away, and asks whether to do it. */
export async function askErasure(
  services: BotServices,
  turn: Turn,
  { merchantId, merchantRef }: Membership,
  msisdn: Msisdn,
): Promise<void> {
  const { words } = turn;
  const ahead = await services.store.phones.toErase(merchantId, msisdn, turn.at);
  const { finished, open, name, isBlocked } = ahead;
  if (finished + open === 0 && name === undefined && !isBlocked) return turn.say(words.nothingToErase);
  const gone = words.eraseGone(finished, name);
  const rows = [
    [
      button(words.buttons.erase, { kind: 'eraseNow', merchant: merchantRef, msisdn }),
      button(words.buttons.cancel, { kind: 'dontErase' }),
    ],
  ];
  turn.say(
    lines(
      bold(words.eraseFirst(formatPhone(msisdn))),
      gone === '' ? undefined : gone,
      open === 0 ? undefined : words.eraseKept(open),
      isBlocked ? words.eraseBlocked : undefined,
      words.eraseStays,
    ),
    { markup: { kind: 'buttons', rows } },
  );
}

async function eraseNow(
  services: BotServices,
  { turn, messageId }: Press,
  { merchant, msisdn }: ActionOf<'eraseNow'>,
): Promise<string | undefined> {
  const { words, userId, at } = turn;
  const { keyring } = services;
  const member = (await services.store.members.of(userId)).find(isCalled(merchant));
  if (keyring === undefined || member === undefined || turn.chatKind !== 'private') return words.notYours;
  const react = ({ erased, open }: Erasure): UpdateEffects => {
    // Nothing but a name, or a press that came twice.
    turn.edit(messageId, erased + open === 0 ? words.allErased : words.erased(erased, open));
    return turn.effects();
  };
  const { phones } = services.store;
  const erasure = await phones.erase(member.merchantId, msisdn, keyring.hash, userId, at, react);
  return erasure === undefined ? words.ownersOnly : undefined;
}

async function dontErase(_: BotServices, { turn, messageId }: Press): Promise<string | undefined> {
  if (turn.chatKind !== 'private') return turn.words.notYours;
  turn.edit(messageId, turn.words.notErased);
  return undefined;
}

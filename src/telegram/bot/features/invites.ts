import { mayAppoint, ROLES, type Role } from '../../../domain/roles.ts';
import { hashOfCode, newInviteRef } from '../../../security/keyring.ts';
import type { Revocation } from '../../../store/port/invites.ts';
import type { UpdateEffects } from '../../../store/port/update-effects.ts';
import { button, type ActionOf } from '../callback-data.ts';
import type { BotServices } from '../bot-services.ts';
import type { CommandContext, Feature, Press } from '../feature.ts';
import type { Turn } from '../turn.ts';
import { staffManager } from './memberships.ts';

/** How long a one-time link works. */
export const INVITE_LIFE_MS = 24 * 3_600_000;

/** `/invite` and `/newmerchant`: one-time links that let people in, and how to revoke them. */
export const invites: Feature = {
  commands: [
    { name: 'invite', aliases: ['alika'], inMenu: true, requires: ['private', 'manager'], run: askRole },
    {
      name: 'newmerchant',
      aliases: ['dukajipya'],
      inMenu: false,
      requires: ['private', 'secret-key'],
      run: (services, { turn, me }) => invite(services, turn, null, null, me),
    },
  ],
  callbacks: {
    invite: inviteAs,
    revoke: revokeLink,
    revokeApplicant,
  },
};

/** Asks for the role of the new person, or makes the link at once where only one role is possible. */
async function askRole(services: BotServices, { turn, member, me }: CommandContext): Promise<void> {
  const roles = ROLES.filter((role) => mayAppoint(member.role, role)).toReversed();
  const [only] = roles;
  if (only === undefined) return turn.say(turn.words.managersOnly);
  if (roles.length === 1) return await invite(services, turn, member.merchantId, only, me);
  const rows = roles.map((role) => [
    button(turn.words.role[role], { kind: 'invite', merchant: member.merchantRef, role }),
  ]);
  turn.say(turn.words.inviteAs(member.merchantName), { markup: { kind: 'buttons', rows } });
}

async function inviteAs(
  services: BotServices,
  { turn, messageId, me }: Press,
  { merchant, role }: ActionOf<'invite'>,
): Promise<string | undefined> {
  if (turn.chatKind !== 'private') return turn.words.notYours;
  const by = await staffManager(services, turn, merchant);
  if (by === undefined || !mayAppoint(by.role, role)) return turn.words.notYours;
  turn.clearButtons(messageId);
  await invite(services, turn, by.merchantId, role, me);
  return undefined;
}

/**
 * Makes a one-time link and says it, with a button that revokes it. Commits the turn.
 *
 * @param merchantId the merchant that the link lets somebody into; null if it lets them connect a new one
 * @param bot this bot's username, which the link names
 */
async function invite(
  services: BotServices,
  turn: Turn,
  merchantId: number | null,
  role: Role | null,
  bot: string,
): Promise<void> {
  const { words } = turn;
  const ref = newInviteRef();
  const codeHash = hashOfCode(services.codeOf(ref));
  turn.sayNews({ kind: 'invite', ref, codeHash, role, bot });
  const values = { ref, codeHash, merchantId, role, expiresAt: turn.at + INVITE_LIFE_MS };
  if (await services.store.members.invite(values, { userId: turn.userId }, turn.at, turn.effects())) return;
  turn.forget();
  turn.say(merchantId === null ? words.operatorsOnly : words.managersOnly);
}

/** Revokes a one-time link. */
async function revokeLink(
  services: BotServices,
  press: Press,
  { ref }: ActionOf<'revoke'>,
): Promise<string | undefined> {
  const { userId, at, words } = press.turn;
  const { react, said } = revocation(press, words.linkRevoked, words.linkIsOver);
  await services.store.members.revokeInvite(ref, { userId }, at, react);
  return said();
}

/** Revokes somebody's permission to connect a shop. */
async function revokeApplicant(
  services: BotServices,
  press: Press,
  { userId: applicantId }: ActionOf<'revokeApplicant'>,
): Promise<string | undefined> {
  const { userId, at, words } = press.turn;
  const { react, said } = revocation(press, words.applicantRevoked, words.applicantIsOver);
  await services.store.members.revokeApplicant(applicantId, { userId }, at, react);
  return said();
}

/** What a revocation leaves behind: the pressed message says how it ended, or the person is told that it is not theirs. */
function revocation({ turn, messageId }: Press, done: string, over: string) {
  let answer: string | undefined;
  const react = (outcome: Revocation): UpdateEffects => {
    if (outcome === 'not-yours') answer = turn.words.notYours;
    else turn.edit(messageId, outcome === 'revoked' ? done : over);
    return turn.effects();
  };
  return { react, said: () => answer };
}

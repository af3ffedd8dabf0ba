import { hashOfCode } from '../../../security/keyring.ts';
import { HandledBefore, type LiveRedemption } from '../../../store/port/invites.ts';
import type { UpdateEffects } from '../../../store/port/update-effects.ts';
import { button } from '../callback-data.ts';
import type { BotServices } from '../bot-services.ts';
import type { Turn } from '../turn.ts';
import { welcomeHelp } from './about.ts';
import { localeOf } from '../../locales/locales.ts';
import { keysFor } from './keyboard.ts';

/** How often a stranger who opens dead links gets an answer. */
const TELL_DEAD_LINKS_EVERY_MS = 60_000;

/** Lets a person in by the one-time code of a link, or says why the link does not work. */
export async function redeemInvite(services: BotServices, turn: Turn, code: string): Promise<void> {
  const { members, users } = services.store;
  const codeHash = hashOfCode(code);
  const maker = await members.makerOf(codeHash);
  const makerWords = localeOf(maker === undefined ? 'en' : ((await users.language(maker)) ?? 'en'));

  const markup = await keysFor(services, turn);

  const react = (redemption: LiveRedemption): UpdateEffects => {
    const { words } = turn;
    switch (redemption.kind) {
      case 'joined': {
        const { merchantRef, merchantName, role } = redemption;
        turn.say(
          maker === undefined && role === 'owner'
            ? words.welcome(turn.userName)
            : words.joined(merchantName, words.role[role]),
        );
        turn.say(welcomeHelp(words, role), { markup });
        if (maker !== undefined) {
          // A link can be passed on, so its maker sees who came in.
          const rows = [
            [
              button(makerWords.buttons.remove(turn.userName), {
                kind: 'remove',
                merchant: merchantRef,
                userId: turn.userId,
              }),
            ],
          ];
          const text = makerWords.hasJoined(turn.userName, merchantName, makerWords.role[role]);
          turn.sayIn(maker, text, { kind: 'buttons', rows });
        }
        break;
      }
      case 'let-in':
        turn.say(words.letIn);
        break;
      case 'no-need':
        turn.say(words.alreadyMember(words.role[redemption.role]));
        break;
    }
    return turn.effects();
  };
  try {
    const redemption = await members.redeemInvite(
      codeHash,
      { userId: turn.userId, name: turn.userName },
      turn.at,
      react,
    );
    if (redemption.kind === 'joined') {
      const { userId, words } = turn;
      services.menus.show({ userId, role: redemption.role, language: words.language });
    }
    services.log.info({ user: turn.userId, redemption: redemption.kind }, 'a one-time link was opened');
    if (redemption.kind === 'used' || redemption.kind === 'expired' || redemption.kind === 'unknown')
      await tellDead(services, turn);
  } catch (error) {
    if (!(error instanceof HandledBefore)) throw error;
  }
}

async function tellDead(services: BotServices, turn: Turn): Promise<void> {
  const { members, users } = services.store;
  const isInside = (await members.of(turn.userId)).length > 0;
  if (!isInside && !(await users.tellStranger(turn.userId, turn.at, TELL_DEAD_LINKS_EVERY_MS))) return;
  turn.say(turn.words.deadLink);
  if (!isInside) turn.say(turn.words.stranger(turn.userId));
}

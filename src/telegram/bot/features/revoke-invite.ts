import type { Revocation } from '../../../store/port/invites.ts';
import type { BotServices } from '../bot-services.ts';
import type { Turn } from '../turn.ts';

/** Takes a one-time link back. */
export async function revokeLink(
  services: BotServices,
  turn: Turn,
  ref: string,
  messageId: number,
): Promise<string | undefined> {
  const { linkTakenBack, linkIsOver } = turn.words;
  const { react, said } = takingBack(turn, messageId, linkTakenBack, linkIsOver);
  await services.store.members.revokeInvite(ref, { userId: turn.userId }, turn.at, react);
  return said();
}

/** Lets somebody connect a shop no more, who was let in for that. */
export async function revokeApplicant(
  services: BotServices,
  turn: Turn,
  userId: number,
  messageId: number,
): Promise<string | undefined> {
  const { applicantTakenBack, applicantIsOver } = turn.words;
  const { react, said } = takingBack(turn, messageId, applicantTakenBack, applicantIsOver);
  await services.store.members.revokeApplicant(userId, { userId: turn.userId }, turn.at, react);
  return said();
}

/** What is said of it, in the place of the message under which it was pressed. */
function takingBack(turn: Turn, messageId: number, done: string, over: string) {
  let answer: string | undefined;
  const react = (outcome: Revocation) => {
    if (outcome === 'not-yours') answer = turn.words.notYours;
    else turn.edit(messageId, outcome === 'revoked' ? done : over);
    return turn.effects();
  };
  return { react, said: () => answer };
}

import { mentions, type SeenPush } from '../promises.ts';
import type { World } from '../world.ts';
import type { Member } from './member.ts';

/** A push, and when it came. */
export type TimedPush = SeenPush & { readonly at: number };

/** What a program may still do when another one leads, after it could know: a request that was on its way. */
const GRACE_MS = 2_000;
/** How often a former leader may ask for updates in that time. */
const POLLS = 2;

/** Returns what programs began while others led. */
export function whileOthersLead(members: readonly Member[]): readonly string[] {
  const leads = members
    .flatMap(({ name, deeds }) =>
      deeds.flatMap((deed) => (deed.kind === 'leads' ? [{ name, at: deed.at, term: deed.term }] : [])),
    )
    .toSorted((a, b) => a.at - b.at);
  const problems: string[] = [];
  for (const { name, deeds } of members) {
    let term = 0;
    let wokeAt = 0;
    let polls = 0;
    for (const deed of deeds) {
      if (deed.kind === 'leads') [term, polls] = [deed.term, 0];
      if (deed.kind === 'goes on') wokeAt = deed.at;
      if (deed.kind !== 'push' && deed.kind !== 'getUpdates') continue;
      const other = leads.find((lead) => lead.term > term && lead.name !== name && lead.at < deed.at);
      if (other === undefined || deed.at < Math.max(other.at, wokeAt) + GRACE_MS) continue;
      if (deed.kind === 'push') problems.push(`${name} pushed while ${other.name} led`);
      else if (++polls > POLLS) problems.push(`${name} asked for updates while ${other.name} led`);
    }
  }
  return [...new Set(problems)];
}

/** What is told when nobody knows the outcome of a push, and when it was told. */
export interface Told {
  readonly chatId: number;
  readonly text: string;
  readonly at: number;
}

export function seeMessages({ telegram }: World): readonly Told[] {
  const told: Told[] = [];
  telegram.onChange(({ chat, from, text = '' }) => {
    if (from.is_bot && text.startsWith('❓ Not known'))
      told.push({ chatId: chat.id, text, at: performance.now() });
  });
  return told;
}

/** No answer can come any more this long after a push left. */
const LATEST_ANSWER_MS = 69_000;

/** Returns the commands whose outcome was given up while the answer could still come. */
export function tooEarly(
  { commands }: World,
  pushes: readonly TimedPush[],
  told: readonly Told[],
): readonly string[] {
  return commands.flatMap(({ phone, amount, chatId, behaviour }) => {
    // The gateway's answer itself, or its end, says that it is not known.
    if (behaviour.kind === 'garbage' || behaviour.kind === 'hangs') return [];
    const push = pushes.find((one) => one.phone === phone && one.amount === amount);
    const first = told.find((one) => one.chatId === chatId && mentions(one.text, amount));
    if (push === undefined || first === undefined) return [];
    const ms = first.at - push.at;
    return ms < LATEST_ANSWER_MS
      ? [`/charge ${phone} ${amount} was given up ${Math.round(ms / 1_000)} s after its push`]
      : [];
  });
}

/** Returns the commands that were pushed more than once. */
export const pushedTwice = ({ commands }: World, pushes: readonly SeenPush[]): readonly string[] =>
  commands.flatMap(({ phone, amount }) => {
    const count = pushes.filter((one) => one.phone === phone && one.amount === amount).length;
    return count > 1 ? [`/charge ${phone} ${amount} was pushed ${count} times`] : [];
  });

/** Returns how many notices of an end came twice. */
export function doublesIn({ telegram, commands }: World): number {
  let doubled = 0;
  for (const { chatId, amount } of commands) {
    const notices = telegram
      .messages(chatId)
      .filter(
        ({ from, text = '' }) => from.is_bot && /^(?:✅|❌|❓|⌛|🚫)/u.test(text) && mentions(text, amount),
      )
      .map(({ text = '' }) => text.split('\n')[0]);
    doubled += notices.length - new Set(notices).size;
  }
  return doubled;
}

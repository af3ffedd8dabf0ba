import { bold } from 'telegraf/format';
import { formatKes } from '../../../domain/amount.ts';
import { DRAFT_LIFE_MS, type Draft } from '../../../domain/draft.ts';
import { MAX_ITEM_NAME, MAX_ITEMS, readItem, type Item } from '../../../domain/item.ts';
import { oneLine } from '../../../domain/one-line.ts';
import type { ItemAddition, ItemRemoval } from '../../../store/port/items.ts';
import type { Membership } from '../../../store/port/members.ts';
import type { UpdateEffects } from '../../../store/port/update-effects.ts';
import { button, type ActionOf } from '../callback-data.ts';
import { newToken, type BotServices } from '../bot-services.ts';
import type { CommandContext, Feature, Press } from '../feature.ts';
import { lines, type Keyboard } from '../../outbound/payload.ts';
import type { Text } from '../../locales/locale.ts';
import type { Turn } from '../turn.ts';
import { inPairs } from './amount-choices.ts';
import { staffManager } from './memberships.ts';
import { quoted } from './refusal.ts';

/** `/items`: what a shop sells, with its prices. The question for the amount offers them. */
export const items: Feature = {
  commands: [{ name: 'items', aliases: ['bidhaa'], inMenu: true, requires: ['manager'], run: changeItems }],
  callbacks: { addItem: askByButton, removeItem: removeByButton },
};

/** What names a shop whose items are shown. */
type Shop = Pick<Membership, 'merchantId' | 'merchantRef'>;

async function changeItems(services: BotServices, ctx: CommandContext): Promise<void> {
  const { turn, member, payload, message } = ctx;
  const line = oneLine(payload, Number.POSITIVE_INFINITY);
  const [, verb = '', rest = ''] = /^(\S*) ?(.*)$/.exec(line) ?? [];
  switch (verb.toLowerCase()) {
    case 'add':
    case 'ongeza':
      if (rest === '') return askItem(turn, member, message.message_id);
      return await addItem(services, turn, member, rest);
    case 'remove':
    case 'ondoa':
      if (rest !== '') return await removeByName(services, turn, member, rest);
  }
  const [text, rows] = listOf(turn, member, await services.store.items.of(member.merchantId));
  const usage = verb === '' ? undefined : turn.words.itemsUsage;
  turn.say(lines(usage, text), rows.length === 0 ? {} : { markup: { kind: 'buttons', rows } });
}

/** Lists the items, with a button to remove each, and in private one to add another. */
function listOf(
  { words, chatKind }: Turn,
  { merchantRef: merchant }: Shop,
  all: readonly Item[],
): readonly [Text, Keyboard] {
  const text = lines(
    all.length === 0 ? words.noItems : bold(words.itemsTitle(all.length, MAX_ITEMS)),
    ...all.map(({ name, priceKes }) => `${name} · ${formatKes(priceKes)}`),
    all.length === 0 ? words.itemExample : undefined,
  );
  const removals = all.map(({ ref, name }) =>
    button(`✕ ${name}`, { kind: 'removeItem', merchant, item: ref }),
  );
  // In a group the answer must be a reply, so there the command itself adds.
  const add = chatKind === 'private' && all.length < MAX_ITEMS;
  return [
    text,
    [...inPairs(removals), ...(add ? [[button(words.buttons.addItem, { kind: 'addItem', merchant })]] : [])],
  ];
}

async function askByButton(
  services: BotServices,
  { turn }: Press,
  { merchant }: ActionOf<'addItem'>,
): Promise<string | undefined> {
  const manager = await staffManager(services, turn, merchant);
  if (manager === undefined || turn.chatKind !== 'private') return turn.words.notYours;
  askItem(turn, manager, null);
  return undefined;
}

/** Asks for an item, its name and its price. */
function askItem(turn: Turn, { merchantId }: Shop, commandMessageId: number | null, problem?: string): void {
  const { words, chatId, userId, at } = turn;
  const token = newToken();
  const nothing = { msisdn: null, amountKes: null, note: null, shownReasons: [] };
  const threadId = turn.threadId ?? null;
  const place = { chatId, userId, merchantId, commandMessageId, threadId };
  turn.putDraft({ ...nothing, ...place, token, step: 'item', askedAt: at, expiresAt: at + DRAFT_LIFE_MS });
  const markup =
    turn.chatKind === 'private'
      ? undefined
      : ({ kind: 'force-reply', placeholder: words.itemPlaceholder } as const);
  turn.say(lines(problem, bold(words.askItem), words.itemExample), { markup, draftToken: token });
}

/** Takes the answer to the question for an item. */
export const answerItem = (
  services: BotServices,
  turn: Turn,
  member: Membership,
  draft: Draft,
  text: string,
): Promise<void> => addItem(services, turn, member, text, draft);

/** @param draft the question that the text answers; it is asked again after a wrong answer */
async function addItem(
  services: BotServices,
  turn: Turn,
  member: Membership,
  text: string,
  draft?: Draft,
): Promise<void> {
  const { words, userId, at } = turn;
  const { merchantId } = member;
  const reading = readItem(text);
  if (reading.kind === 'refused') {
    const problem = words.refusedItem[reading.reason](MAX_ITEM_NAME);
    if (draft !== undefined) return askItem(turn, member, draft.commandMessageId, problem);
    return turn.say(lines(problem, words.itemExample));
  }
  if (draft !== undefined) turn.dropDraft(draft);
  const before = await services.store.items.of(merchantId);
  const react = (addition: ItemAddition): UpdateEffects => {
    switch (addition.kind) {
      case 'added':
      case 'repriced': {
        const { item } = addition;
        const isNew = addition.kind === 'added';
        const now = isNew ? [...before, item] : before.map((each) => (each.ref === item.ref ? item : each));
        const price = formatKes(item.priceKes);
        const done = isNew
          ? words.itemAdded(item.name, price)
          : words.itemRepriced(item.name, price, formatKes(addition.formerKes));
        sayList(turn, member, done, now);
        break;
      }
      case 'full':
        sayList(turn, member, words.itemsFull(MAX_ITEMS), before);
        break;
      case 'not-yours':
        turn.say(words.managersOnly);
    }
    return turn.effects();
  };
  await services.store.items.add(merchantId, reading, userId, at, react);
}

function sayList(turn: Turn, shop: Shop, first: string, all: readonly Item[]): void {
  const [text, rows] = listOf(turn, shop, all);
  turn.say(lines(first, '', text), rows.length === 0 ? {} : { markup: { kind: 'buttons', rows } });
}

async function removeByName(
  services: BotServices,
  turn: Turn,
  member: Membership,
  name: string,
): Promise<void> {
  const { words, userId, at } = turn;
  const before = await services.store.items.of(member.merchantId);
  const react = (removal: ItemRemoval): UpdateEffects => {
    switch (removal.kind) {
      case 'removed':
        sayList(turn, member, words.itemRemoved(removal.item.name), without(before, removal.item.ref));
        break;
      case 'no-item':
        sayList(turn, member, words.noSuchItem(quoted(name)), before);
        break;
      case 'not-yours':
        turn.say(words.managersOnly);
    }
    return turn.effects();
  };
  await services.store.items.remove(member.merchantId, { name }, userId, at, react);
}

async function removeByButton(
  services: BotServices,
  { turn, messageId }: Press,
  { merchant, item: ref }: ActionOf<'removeItem'>,
): Promise<string | undefined> {
  const { words, userId, at } = turn;
  const manager = await staffManager(services, turn, merchant);
  if (manager === undefined) return words.notYours;
  const left = without(await services.store.items.of(manager.merchantId), ref);
  let answer: string | undefined;
  const react = (removal: ItemRemoval): UpdateEffects => {
    if (removal.kind === 'not-yours') answer = words.notYours;
    else {
      answer = removal.kind === 'removed' ? words.itemRemoved(removal.item.name) : words.itemGone;
      turn.edit(messageId, ...listOf(turn, manager, left));
    }
    return turn.effects();
  };
  await services.store.items.remove(manager.merchantId, { ref }, userId, at, react);
  return answer;
}

const without = (all: readonly Item[], ref: string): readonly Item[] =>
  all.filter((item) => item.ref !== ref);

import { Composer } from 'telegraf';
import { message } from 'telegraf/filters';
import { MAX_AMOUNT_KES, type AmountKes } from '../../../domain/amount.ts';
import { isSettingsStep } from '../../../domain/draft.ts';
import { MINUTES_A_DAY, type SettingsChange } from '../../../domain/merchant-settings.ts';
import type { Membership } from '../../../store/port/members.ts';
import type { BotContext, BotServices } from '../bot-services.ts';
import type { ActionOf } from '../callback-data.ts';
import type { CommandContext, Feature, Press } from '../feature.ts';
import type { Turn } from '../turn.ts';
import { sayChats } from './chats.ts';
import { isCalled } from './memberships.ts';
import { answerLogo, askSetting } from './settings-answers.ts';
import { operatorsLimit } from './settings-limits.ts';
import type { Panel } from './settings-panel-parts.ts';
import { panelOf, panelsOf } from './settings-panels.ts';

/** `/settings`: what an owner sets for the shop, on a panel of buttons that is edited in place. */
export const settings: Feature = {
  commands: [
    {
      name: 'settings',
      aliases: ['mipangilio'],
      inMenu: true,
      requires: ['private', 'owner'],
      run: saySettings,
    },
  ],
  callbacks: {
    set: openPanel,
    setLanguage: (services, press, { merchant, language }) =>
      change(services, press, merchant, 'language', {
        what: 'language',
        value: language === 'own' ? null : language,
      }),
    setQuiet: (services, press, { merchant, from, to }) =>
      from >= MINUTES_A_DAY || to >= MINUTES_A_DAY
        ? closed(press)
        : change(services, press, merchant, 'quiet', {
            what: 'quietHours',
            value: from === to ? null : { from, to },
          }),
    setMarks: (services, press, { merchant, on }) =>
      change(services, press, merchant, 'main', { what: 'cashiersMarkPaid', value: on === 'yes' }),
    setAsks: (services, press, { merchant, on }) =>
      change(services, press, merchant, 'main', { what: 'asksFirst', value: on === 'yes' }),
    setLimit,
    setSummary,
    unset: (services, press, { merchant, what }) =>
      change(services, press, merchant, 'receipt', {
        what: what === 'line' ? 'receiptLine' : 'receiptLogo',
        value: null,
      }),
  },
  messages: logos,
};

async function saySettings(services: BotServices, { turn, member }: CommandContext): Promise<void> {
  const { merchantSettings } = services.store;
  const [text, rows] = (await panelsOf(services, turn, member))(
    'main',
    await merchantSettings.of(member.merchantId),
  );
  turn.say(text, { markup: { kind: 'buttons', rows } });
}

/** Returns what the person is at the shop that a button names, or undefined if they may not change its settings here. */
async function ownerHere(
  services: BotServices,
  turn: Turn,
  merchant: string,
): Promise<Membership | undefined> {
  const places = await services.store.members.of(turn.userId);
  const member = places.find(isCalled(merchant));
  return member?.role === 'owner' && turn.chatKind === 'private' ? member : undefined;
}

async function openPanel(
  services: BotServices,
  press: Press,
  { merchant, panel }: ActionOf<'set'>,
): Promise<string | undefined> {
  const { turn, messageId } = press;
  const member = await ownerHere(services, turn, merchant);
  if (member === undefined) return turn.words.notYours;
  await dropQuestion(services, turn);
  if (panel === 'chats') {
    await sayChats(services, { turn, member });
    return undefined;
  }
  if (panel === 'askAmount' || panel === 'askName' || panel === 'askLine' || panel === 'askLogo') {
    askSetting(turn, member, messageId, panel);
    return undefined;
  }
  const stored = await services.store.merchantSettings.of(member.merchantId);
  turn.edit(messageId, ...(await panelsOf(services, turn, member))(panel, stored));
  return undefined;
}

/** Drops an open question of the settings: whoever looks at a panel answers no question any more. */
async function dropQuestion(services: BotServices, turn: Turn): Promise<void> {
  const draft = await services.store.users.draft(turn.chatId, turn.userId, turn.at);
  if (draft !== undefined && isSettingsStep(draft.step)) turn.dropDraft(draft);
}

/** Changes one setting, and shows on the panel what is stored then. */
async function change(
  services: BotServices,
  { turn, messageId }: Press,
  merchant: string,
  panel: Panel,
  to: SettingsChange,
): Promise<string | undefined> {
  const member = await ownerHere(services, turn, merchant);
  if (member === undefined) return turn.words.notYours;
  const render = await panelsOf(services, turn, member);
  const { merchantSettings } = services.store;
  const outcome = await merchantSettings.change(member.merchantId, to, turn.userId, turn.at, (became) => {
    if (became.kind !== 'not-yours') turn.edit(messageId, ...render(panel, became.settings));
    return turn.effects();
  });
  return outcome.kind === 'not-yours' ? turn.words.notYours : turn.words.settingSaved;
}

const closed = async ({ turn }: Press): Promise<string> => turn.words.questionClosed;

/** A shop's own limit is below the operator's. Anything else was not offered. */
async function setLimit(
  services: BotServices,
  press: Press,
  { merchant, of, most }: ActionOf<'setLimit'>,
): Promise<string | undefined> {
  const value = most === 0 ? null : most;
  if (of === 'amount') {
    if (most > MAX_AMOUNT_KES) return await closed(press);
    const maxAmountKes = value as AmountKes | null;
    return await change(services, press, merchant, 'amount', { what: 'maxAmountKes', value: maxAmountKes });
  }
  const operators = operatorsLimit(services.velocityLimits, of);
  if (operators !== undefined && most >= operators) return await closed(press);
  const what = of === 'phone' ? 'phoneLimit' : 'memberLimit';
  return await change(services, press, merchant, of, { what, value });
}

/** Sets or ends the daily summary in this chat. */
async function setSummary(
  services: BotServices,
  { turn, messageId }: Press,
  { merchant, at }: ActionOf<'setSummary'>,
): Promise<string | undefined> {
  const member = await ownerHere(services, turn, merchant);
  if (member === undefined) return turn.words.notYours;
  if (at > MINUTES_A_DAY) return turn.words.questionClosed;
  const { summaries, merchantSettings } = services.store;
  const stored = await merchantSettings.of(member.merchantId);
  const { velocityLimits } = services;
  const { words, userId } = turn;
  const show = (summaryAt: number | undefined) => {
    turn.edit(
      messageId,
      ...panelOf('summary', { words, shop: member, settings: stored, summaryAt, velocityLimits }),
    );
    return turn.effects();
  };
  const place = { merchantId: member.merchantId, chatId: turn.chatId, threadId: null };
  if (at === 0) {
    const ended = await summaries.end(place, 'day', userId, turn.at, (became) =>
      became === 'not-yours' ? turn.effects() : show(undefined),
    );
    return ended === 'not-yours' ? words.notYours : words.settingSaved;
  }
  const what = { period: 'day', minute: at - 1, language: words.language } as const;
  const outcome = await summaries.set(place, what, userId, turn.at, (became) =>
    became === 'set' || became === 'same' ? show(at - 1) : turn.effects(),
  );
  services.onSummariesChanged();
  if (outcome === 'too-many') return words.tooManySummaries;
  return outcome === 'not-yours' ? words.notYours : words.settingSaved;
}

/** Takes the logo that an owner sends. */
function logos(services: BotServices): Composer<BotContext> {
  const bot = new Composer<BotContext>();
  bot.on([message('photo'), message('document')], async (ctx, next) => {
    const { turn } = ctx;
    const draft = await services.store.users.draft(turn.chatId, turn.userId, turn.at);
    if (draft?.step !== 'settings-logo' || turn.chatKind !== 'private') return await next();
    const sent = 'photo' in ctx.message ? ctx.message.photo : undefined;
    await answerLogo(services, turn, draft, sent);
  });
  return bot;
}

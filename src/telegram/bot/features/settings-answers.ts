import { bold } from 'telegraf/format';
import type { PhotoSize } from 'telegraf/types';
import { readAmount } from '../../../domain/amount.ts';
import { DRAFT_LIFE_MS, type Draft, type SettingsStep } from '../../../domain/draft.ts';
import {
  MAX_LOGO_BYTES,
  MAX_RECEIPT_LINE,
  type Logo,
  type SettingsChange,
} from '../../../domain/merchant-settings.ts';
import { MAX_SHOP_NAME, readShopName } from '../../../domain/shop-name.ts';
import { oneLine } from '../../../domain/one-line.ts';
import type { Membership } from '../../../store/port/members.ts';
import type { UpdateEffects } from '../../../store/port/update-effects.ts';
import { newToken, type BotServices } from '../bot-services.ts';
import { button } from '../callback-data.ts';
import type { Turn } from '../turn.ts';
import { quoted } from './refusal.ts';
import type { Panel, Rendered } from './settings-panel-parts.ts';
import { panelsOf } from './settings-panels.ts';

type Question = 'askAmount' | 'askName' | 'askLine' | 'askLogo';

const STEPS: Readonly<Record<Question, { readonly step: SettingsStep; readonly from: Panel }>> = {
  askAmount: { step: 'settings-amount', from: 'amount' },
  askName: { step: 'settings-name', from: 'receipt' },
  askLine: { step: 'settings-line', from: 'receipt' },
  askLogo: { step: 'settings-logo', from: 'receipt' },
};

/** A receipt is drawn some hundred dots wide. A smaller picture would be blurred. */
const LEAST_LOGO_SIDE = 64;
const GOOD_LOGO_SIDE = 256;

/** Asks in place of the panel for a value that is typed or sent. */
export function askSetting(turn: Turn, shop: Membership, messageId: number, question: Question): void {
  const { settings: say } = turn.words;
  const { step, from } = STEPS[question];
  turn.putDraft({
    chatId: turn.chatId,
    userId: turn.userId,
    merchantId: shop.merchantId,
    token: newToken(),
    step,
    msisdn: null,
    amountKes: null,
    note: null,
    shownReasons: [],
    threadId: null,
    commandMessageId: null,
    promptMessageId: messageId,
    askedAt: turn.at,
    expiresAt: turn.at + DRAFT_LIFE_MS,
  });
  const text = {
    askAmount: say.askAmount,
    askName: say.askName(MAX_SHOP_NAME),
    askLine: say.askLine(MAX_RECEIPT_LINE),
    askLogo: say.askLogo,
  }[question];
  turn.edit(messageId, bold(text), [
    [button(turn.words.buttons.cancel, { kind: 'set', merchant: shop.merchantRef, panel: from })],
  ]);
}

/** Takes a text as the answer to a question of the settings. After a wrong answer the question stays open. */
export async function answerSetting(
  services: BotServices,
  turn: Turn,
  place: Membership,
  draft: Draft & { readonly step: SettingsStep },
  said: string,
): Promise<void> {
  const { words } = turn;
  switch (draft.step) {
    case 'settings-logo':
      return turn.say(words.settings.askLogo);
    case 'settings-name': {
      const name = readShopName(said);
      if (name === undefined) return turn.say(words.wrongShopName(MAX_SHOP_NAME));
      return await rename(services, turn, place, draft, name);
    }
    case 'settings-line': {
      const line = oneLine(said, Number.POSITIVE_INFINITY);
      // Nothing but invisible characters.
      if (line === '') return turn.say(words.settings.askLine(MAX_RECEIPT_LINE));
      if (line.length > MAX_RECEIPT_LINE)
        return turn.say(words.settings.lineTooLong(line.length, MAX_RECEIPT_LINE));
      return await store(services, turn, place, draft, { what: 'receiptLine', value: line });
    }
    case 'settings-amount': {
      const amount = readAmount(said);
      if (amount.kind === 'refused') return turn.say(words.refusedAmount[amount.reason](quoted(said)));
      const { amountKes } = amount;
      return await store(services, turn, place, draft, { what: 'maxAmountKes', value: amountKes });
    }
  }
}

/** @param photo the sizes in which Telegram keeps a picture; undefined for a file that is none */
export async function answerLogo(
  services: BotServices,
  turn: Turn,
  draft: Draft,
  photo: readonly PhotoSize[] | undefined,
): Promise<void> {
  const { settings: say } = turn.words;
  const places = await services.store.members.of(turn.userId);
  const place = places.find(({ merchantId }) => merchantId === draft.merchantId);
  if (place === undefined) return;
  if (photo === undefined) return turn.say(say.logoNotPhoto);
  const logo = logoOf(photo);
  if (logo === undefined) return turn.say(say.logoTooSmall(LEAST_LOGO_SIDE));
  if ((logo.bytes ?? 0) > MAX_LOGO_BYTES) return turn.say(say.logoTooLarge);
  await store(services, turn, place, draft, { what: 'receiptLogo', value: logo });
}

const sideOf = ({ width, height }: PhotoSize): number => Math.min(width, height);

/** Returns the smallest size of a picture that looks good, or otherwise the largest; undefined if that is too small. */
export function logoOf(photo: readonly PhotoSize[]): Logo | undefined {
  const sizes = photo.toSorted((a, b) => sideOf(a) - sideOf(b));
  const best = sizes.find((size) => sideOf(size) >= GOOD_LOGO_SIDE) ?? sizes.at(-1);
  if (best === undefined || sideOf(best) < LEAST_LOGO_SIDE) return undefined;
  return {
    fileId: best.file_id,
    uniqueId: best.file_unique_id,
    width: best.width,
    height: best.height,
    bytes: best.file_size ?? null,
  };
}

/** Stores an answer, ends the question, and shows on the panel what is stored then. */
async function store(
  services: BotServices,
  turn: Turn,
  place: Membership,
  draft: Draft,
  change: SettingsChange,
): Promise<void> {
  const render = await panelsOf(services, turn, place);
  const panel: Panel = draft.step === 'settings-amount' ? 'amount' : 'receipt';
  const { merchantSettings } = services.store;
  await merchantSettings.change(place.merchantId, change, turn.userId, turn.at, (outcome) =>
    endQuestion(turn, draft, outcome.kind === 'not-yours' ? undefined : render(panel, outcome.settings)),
  );
}

/** Stores the shop's name, in the manner of `store`. */
async function rename(
  services: BotServices,
  turn: Turn,
  place: Membership,
  draft: Draft,
  name: string,
): Promise<void> {
  const { merchantId } = place;
  const { merchants, merchantSettings } = services.store;
  const render = await panelsOf(services, turn, { ...place, merchantName: name });
  const settings = await merchantSettings.of(merchantId);
  await merchants.rename(merchantId, name, turn.userId, turn.at, (outcome) =>
    endQuestion(turn, draft, outcome === 'not-yours' ? undefined : render('receipt', settings)),
  );
}

/** Ends a question, and shows the panel; if it is undefined, the person is no owner. */
function endQuestion(turn: Turn, draft: Draft, panel: Rendered | undefined): UpdateEffects {
  turn.dropDraft(draft);
  if (panel === undefined) {
    turn.say(turn.words.ownersOnly);
    return turn.effects();
  }
  const [text, rows] = panel;
  // The answer stands under the question, so the panel comes again below it.
  if (draft.promptMessageId !== null) turn.edit(draft.promptMessageId, turn.words.settingSaved);
  turn.say(text, { markup: { kind: 'buttons', rows } });
  return turn.effects();
}

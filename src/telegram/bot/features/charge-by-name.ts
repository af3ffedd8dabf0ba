import { bold, code, fmt } from 'telegraf/format';
import { formatKes } from '../../../domain/amount.ts';
import { readChargeByName, type ChargeByName } from '../../../domain/charge-by-name.ts';
import { MAX_NOTE_LENGTH } from '../../../domain/charge-request.ts';
import { wordsOfName } from '../../../domain/customer-name.ts';
import type { Customer } from '../../../domain/customer.ts';
import { DRAFT_LIFE_MS } from '../../../domain/draft.ts';
import type { Confirmation } from '../../../payments/create-charge.ts';
import { newToken, type BotServices } from '../bot-services.ts';
import { button, type ActionOf } from '../callback-data.ts';
import type { CommandContext, Feature, Press } from '../feature.ts';
import { lines } from '../../outbound/payload.ts';
import { phoneFor } from '../../outbound/render.ts';
import type { Text } from '../../locales/text.ts';
import type { Turn } from '../turn.ts';
import { askAmount } from './charge-questions.ts';
import { CHARGE_COMMAND, nameIn } from './command.ts';
import { askFirst } from './confirm-charge.ts';
import { closed, draftAt } from './open-question.ts';
import { quoted } from './refusal.ts';

/** How many customers of one name are offered. */
const OFFERED = 8;

/** The buttons under the question which of the customers of one name is meant. */
export const namedCustomers: Feature = { callbacks: { chargeNamed: chooseNamed } };

/**
 * Takes a `/charge` that names a customer instead of a phone. A name is not a number: the bot shows whom it means and asks before it
 * sends anything.
 *
 * @returns the name that nobody has, if the text begins with one; `done` if somebody has it; undefined if the text begins with no name
 */
export async function chargeByName(
  services: BotServices,
  { turn, member, hasSeveral, payload, message }: CommandContext,
): Promise<'done' | { readonly nobody: string } | undefined> {
  const read = readChargeByName(payload);
  if (read === undefined) return undefined;
  const wanted = wordsOfName(read.name);
  const found = await services.store.customers.called(
    { merchantId: member.merchantId, userId: undefined },
    wanted,
    OFFERED + 1,
  );
  const [only, ...others] = found;
  if (only === undefined) return { nobody: read.name };
  const known = {
    merchantId: member.merchantId,
    commandMessageId: message.message_id,
    commandWord: turn.quote ?? null,
    threadId: turn.threadId ?? null,
  };
  const { rest } = read;
  if (rest.kind === 'refused') turn.say(refusalOf(turn, read.name, rest));
  else if (others.length > 0) askWhich(turn, { ...known, ...read, rest }, found);
  else if (rest.kind === 'needs-amount') await askAmount(services, turn, { ...known, msisdn: only.msisdn });
  else {
    const shop = hasSeveral ? member.merchantName : null;
    await askFirst(
      services,
      turn,
      intentFor(turn, known, {
        shop,
        msisdn: only.msisdn,
        amountKes: rest.amountKes,
        note: rest.note ?? null,
      }),
      [{ reason: 'conversation' }, ...doubtsOf(rest)],
    );
  }
  return 'done';
}

type Rest = ChargeByName['rest'];
type ReadRest = Exclude<Rest, { kind: 'refused' }>;

/** Where a charge by name was asked for. */
interface Asked {
  readonly merchantId: number;
  readonly commandMessageId: number | null;
  readonly commandWord: string | null;
  readonly threadId: number | null;
}

const intentFor = (
  turn: Turn,
  { merchantId, commandMessageId, commandWord, threadId }: Asked,
  charge: Pick<Parameters<typeof askFirst>[2], 'shop' | 'msisdn' | 'amountKes' | 'note'>,
  questionMessageId?: number,
): Parameters<typeof askFirst>[2] => ({
  merchantId,
  commandMessageId,
  commandWord,
  threadId,
  ...charge,
  // The question makes a charge of its own when Send is pressed.
  idempotencyKey: '',
  requestedAt: turn.at,
  questionMessageId,
  accepted: [],
});

const doubtsOf = (rest: ReadRest): readonly Confirmation[] =>
  rest.kind === 'to-confirm' ? [{ reason: 'unusual-amount', written: quoted(rest.amountText) }] : [];

function refusalOf({ words }: Turn, name: string, rest: Rest & { kind: 'refused' }): Text {
  const problem =
    rest.what === 'note'
      ? words.noteTooLong(rest.length, MAX_NOTE_LENGTH)
      : words.refusedAmount[rest.reason](quoted(rest.text));
  return lines(
    problem,
    fmt`${words.example} ${code(`/${nameIn(words.language, CHARGE_COMMAND)} ${quoted(name)} 500`)}`,
  );
}

/** Asks which of several customers is meant. The draft keeps the amount and the note. */
function askWhich(
  turn: Turn,
  { name, rest, ...asked }: Asked & { readonly name: string; readonly rest: ReadRest },
  found: readonly Customer[],
): void {
  const { words, chatKind } = turn;
  const token = newToken();
  const charge = rest.kind === 'needs-amount' ? undefined : rest;
  turn.putDraft({
    ...asked,
    chatId: turn.chatId,
    userId: turn.userId,
    token,
    step: 'customer',
    msisdn: null,
    amountKes: charge?.amountKes ?? null,
    note: charge?.note ?? null,
    shownReasons: doubtsOf(rest).map(({ reason }) => reason),
    askedAt: turn.at,
    expiresAt: turn.at + DRAFT_LIFE_MS,
  });
  const offered = found
    .slice(0, OFFERED)
    .map(({ ref, msisdn, name: theirs }) => [
      button(phoneFor(chatKind, msisdn, theirs), { kind: 'chargeNamed', token, customer: ref }),
    ]);
  const rows = [...offered, [button(words.buttons.cancel, { kind: 'leave', token })]];
  const amount = charge === undefined ? '' : formatKes(charge.amountKes);
  turn.say(
    lines(
      bold(words.whichCustomer(quoted(name))),
      charge === undefined
        ? undefined
        : [amount, charge.note].filter((part) => part !== undefined).join(' · '),
      charge?.kind === 'to-confirm'
        ? `⚠️ ${words.confirmationReason['unusual-amount']({ phone: '', network: '', written: quoted(charge.amountText), amount, other: '', ago: '' })}`
        : undefined,
      found.length > OFFERED ? words.moreCustomersFit : undefined,
    ),
    { markup: { kind: 'buttons', rows }, draftToken: token },
  );
}

/** Takes the customer who was chosen, and asks for the amount, or whether to send. */
async function chooseNamed(
  services: BotServices,
  { turn, messageId }: Press,
  { token, customer: ref }: ActionOf<'chargeNamed'>,
): Promise<string | undefined> {
  const draft = await draftAt(services, turn, token);
  const places = await services.store.members.of(turn.userId);
  const member = places.find(({ merchantId }) => merchantId === draft?.merchantId);
  const customer = await services.store.customers.byRef(ref);
  if (draft?.step !== 'customer' || member === undefined) return await closed(services, turn, token);
  // The number may have been erased since.
  if (customer?.merchantId !== member.merchantId) return turn.words.customerGone;
  const { msisdn, name } = customer;
  const asked = { ...draft, merchantId: member.merchantId };
  if (draft.amountKes === null) {
    turn.edit(messageId, turn.words.chosen(phoneFor(turn.chatKind, msisdn, name)));
    await askAmount(services, turn, { ...asked, msisdn });
    return undefined;
  }
  const shop = turn.chatKind === 'private' && places.length > 1 ? member.merchantName : null;
  const { amountKes, note, shownReasons } = draft;
  await askFirst(
    services,
    turn,
    { ...intentFor(turn, asked, { shop, msisdn, amountKes, note }, messageId), accepted: shownReasons },
    [{ reason: 'conversation' }],
  );
  return undefined;
}

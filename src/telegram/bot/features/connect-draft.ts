import { DRAFT_LIFE_MS } from '../../../domain/draft.ts';
import { z } from 'zod';
import { bold } from 'telegraf/format';
import { PROVIDERS } from '../../../gateway/providers.ts';
import type { Keyring } from '../../../security/keyring.ts';
import type { Sealed } from '../../../domain/sealed.ts';
import type { Locale } from '../../locales/locale.ts';
import { lines } from '../../outbound/payload.ts';
import { newToken } from '../bot-services.ts';
import { button } from '../callback-data.ts';
import type { Turn } from '../turn.ts';
import { keyOf, stepOf, type Answers, type Question } from './connect-questions.ts';

/** The answers as a draft keeps them, sealed. */
const answersShape = z.object({
  name: z.string().optional(),
  credentials: z.record(z.string(), z.string()).optional(),
});

/** Asks a question, above it what was wrong with the answer before, and keeps the answers so far in a sealed draft. */
export function ask(
  turn: Turn,
  keyring: Keyring,
  merchantId: number | null,
  question: Question,
  answers: Answers,
  problem?: string,
): void {
  const { words } = turn;
  const token = newToken();
  turn.putDraft({
    chatId: turn.chatId,
    userId: turn.userId,
    merchantId,
    answers: keyring.seal(JSON.stringify(answers), placeOf(turn)),
    token,
    step: stepOf(question),
    msisdn: null,
    amountKes: null,
    note: null,
    shownReasons: [],
    threadId: null,
    commandMessageId: null,
    askedAt: turn.at,
    expiresAt: turn.at + DRAFT_LIFE_MS,
  });
  const rows = [[button(words.buttons.cancel, { kind: 'leave', token })]];
  turn.say(lines(problem, bold(wordsOf(words, question))), {
    markup: { kind: 'buttons', rows },
    draftToken: token,
  });
}

function wordsOf(words: Locale, question: Question): string {
  switch (question.kind) {
    case 'name':
      return words.askShopName;
    case 'provider':
      return words.askProvider(PROVIDERS.map(({ title }) => title).join(', '));
    case 'credential':
      return words.credentials[keyOf(question)].ask;
  }
}

/** What sealed answers belong to: they do not open in the draft of another person. */
const placeOf = ({ chatId, userId }: Turn): string => `draft:${chatId}:${userId}`;

/** Opens the answers of a draft. */
export const openAnswers = (keyring: Keyring, turn: Turn, sealed: Sealed | null): Answers =>
  sealed === null ? {} : answersShape.parse(JSON.parse(keyring.open(sealed, placeOf(turn))));

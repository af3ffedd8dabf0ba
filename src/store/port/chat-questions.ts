import type { ChatQuestion } from '../../domain/merchant-chats.ts';
import type { UpdateEffects } from './update-effects.ts';

/** What became of an owner's answer. `kept`, `ended` and `anothers` settle the question. */
export type AnswerOutcome =
  | 'kept'
  | 'ended'
  /** The question was settled before, or the group's link has changed since. */
  | 'settled'
  /** Another merchant has linked the group since: nothing else changed. */
  | 'anothers'
  /** There is no such question, or the person is no owner of the merchant. */
  | 'not-yours';

/** Questions to a merchant's owners: whether to keep what was set up in a group by somebody who has left or is no administrator. */
export interface QuestionStore {
  /** Returns a merchant's open questions, ordered by chat, then by when they were asked. */
  openQuestions(merchantId: number): Promise<ChatQuestion[]>;

  /** Returns the question that a button names, settled or not; undefined if there is none. */
  question(ref: string): Promise<ChatQuestion | undefined>;

  /**
   * Keeps what a question is about in the owner's name, or ends it. The first answer counts: a compare-and-set on the question
   * being open. The question, the link or announcement, the audit log and the effects that `react` returns for the outcome are
   * committed together. Nothing changes if the update was settled before.
   */
  answerQuestion(
    ref: string,
    keep: boolean,
    userId: number,
    at: number,
    react: (outcome: AnswerOutcome) => UpdateEffects,
  ): Promise<AnswerOutcome>;
}

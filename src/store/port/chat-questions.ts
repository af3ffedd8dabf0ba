import type { ChatQuestion } from '../../domain/merchant-chats.ts';
import type { UpdateEffects } from './update-effects.ts';

/** What came of an owner's answer. */
export type AnswerOutcome =
  | 'kept'
  | 'ended'
  /** Another owner was faster, or the group's link has changed since. */
  | 'settled'
  /** Another shop has linked the group since. */
  | 'anothers'
  | 'not-yours';

/** How the owners of a shop keep what was set up in a group, or end it, when whoever set it up has gone. */
export interface QuestionStore {
  /** What a merchant's owners have not answered yet, the oldest first. */
  openQuestions(merchantId: number): Promise<ChatQuestion[]>;

  question(ref: string): Promise<ChatQuestion | undefined>;

  /** Keeps what a question is about, in the answering owner's name, or ends it: the first answer counts. */
  answerQuestion(
    ref: string,
    keep: boolean,
    userId: number,
    at: number,
    react: (outcome: AnswerOutcome) => UpdateEffects,
  ): Promise<AnswerOutcome>;
}

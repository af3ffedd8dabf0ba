import type { PayerLineProblem } from '../../../domain/payer-lines.ts';
import type { Text } from '../../locales/text.ts';

/** Why a line of a list is left out: it cannot be read, or what it says cannot be asked for. */
export type LeftOut =
  | PayerLineProblem
  /** Nobody has the name. */
  | 'nobody'
  /** Several customers have the name. */
  | 'several'
  /** The number is on the list already. */
  | 'twice'
  /** The amount is over the shop's own limit. */
  | 'over-limit'
  /** The list is full. */
  | 'full';

/** A line that adds nobody to the list. */
export interface LeftOutLine {
  readonly place: number;
  readonly text: string;
  readonly why: LeftOut;
}

/** The words of `/collect`: the questions before a list is sent, and the answers to presses under its board. */
export interface CollectWords {
  /** Descriptions in the command menu. */
  readonly commands: Readonly<Record<'collect', string>>;
  readonly buttons: {
    readonly sendToPayers: (count: number) => string;
    readonly pickPayers: string;
    readonly picked: string;
    readonly closeCollection: (count: number) => string;
  };
  readonly askCollectAmount: string;
  readonly collectPlaceholder: string;
  readonly collectExample: Text;
  readonly askPayers: (amount: string) => string;
  readonly askPayersHint: Text;
  readonly payersPlaceholder: string;
  readonly collectQuestion: (facts: { readonly count: number; readonly total: string }) => string;
  readonly sendMorePayers: string;
  readonly offNetworkPayers: (numbers: string) => string;
  readonly leftOutTitle: (count: number) => string;
  readonly leftOut: Readonly<Record<LeftOut, string>>;
  /** Names a line in a group, where its text is not repeated. */
  readonly line: (place: number) => string;
  readonly pickTitle: (count: number) => string;
  readonly nobodyPicked: string;
  readonly contactHasSeveral: string;
  readonly openCollections: string;
  readonly payersAdded: (count: number) => string;
  readonly collectionFull: (room: number) => string;
  readonly payersThere: string;
  readonly reminded: (count: number) => string;
  readonly nobodyToRemind: string;
  readonly closeCollectionQuestion: string;
  readonly collectionClosed: string;
  readonly collectionOver: string;
  readonly collectionResumed: string;
  readonly collectionNotYours: string;
}

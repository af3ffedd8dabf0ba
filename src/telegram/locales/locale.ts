import type { Language } from '../../domain/language.ts';
import type { AboutWords } from '../bot/features/about.words.ts';
import type { AccessWords } from '../bot/access.words.ts';
import type { ChargeWords } from '../bot/features/charge.words.ts';
import type { ChatWords } from '../bot/features/chats.words.ts';
import type { ClosingWords } from '../bot/features/closings.words.ts';
import type { BoardWords } from '../outbound/boards.words.ts';
import type { CloseWords } from '../outbound/closes.words.ts';
import type { CollectWords } from '../bot/features/collect.words.ts';
import type { ConnectWords } from '../bot/features/connect.words.ts';
import type { ConversationWords } from '../bot/features/conversation.words.ts';
import type { CustomerWords } from '../bot/features/customers.words.ts';
import type { ExportWords } from '../bot/features/exports.words.ts';
import type { FileWords } from '../outbound/files.words.ts';
import type { FindWords } from '../bot/features/find.words.ts';
import type { InviteWords } from '../bot/features/invites.words.ts';
import type { ItemWords } from '../bot/features/items.words.ts';
import type { KeyboardWords } from '../bot/features/keyboard.words.ts';
import type { LookupWords } from '../bot/features/lookups.words.ts';
import type { NoticeWords } from '../outbound/notices.words.ts';
import type { OperatorWords } from '../bot/features/operator.words.ts';
import type { PrivacyWords } from '../bot/features/privacy.words.ts';
import type { ReceiptFeatureWords } from '../bot/features/receipts.words.ts';
import type { RefundWords } from '../bot/features/refunds.words.ts';
import type { ReportWords } from '../bot/features/reports.words.ts';
import type { RestoreHoldWords } from '../bot/features/restore-hold.words.ts';
import type { SettingsWords } from '../bot/features/settings.words.ts';
import type { StaffWords } from '../bot/features/staff.words.ts';
import type { SummaryWords } from '../bot/features/summary.words.ts';
import type { WarningWords } from '../outbound/warnings.words.ts';
import type { Spans } from './spans.ts';

export type { ChargeFacts } from '../outbound/notices.words.ts';
export type { Text } from './text.ts';

/** What several parts of the bot say. */
interface GeneralWords extends Spans {
  readonly language: Language;
  /** The BCP 47 tag by which dates are written. */
  readonly locale: string;
  readonly buttons: { readonly cancel: string };
  /** Ends a list that is longer than what it shows. */
  readonly andMore: (count: number) => string;
}

/**
 * Everything the bot says, in one language. Each feature declares its keys beside it, in a `.words.ts`; a language that lacks a key does
 * not compile. `commands` and `buttons` are the keys of all features together.
 */
export type Locale = GeneralWords &
  AccessWords &
  ChargeWords &
  ConversationWords &
  ItemWords &
  KeyboardWords &
  NoticeWords &
  LookupWords &
  ReportWords &
  CustomerWords &
  ClosingWords &
  ExportWords &
  AboutWords &
  StaffWords &
  InviteWords &
  ChatWords &
  ConnectWords &
  OperatorWords &
  PrivacyWords &
  FindWords &
  ReceiptFeatureWords &
  RefundWords &
  RestoreHoldWords &
  SettingsWords &
  SummaryWords &
  FileWords &
  CloseWords &
  BoardWords &
  CollectWords &
  WarningWords;

import { sql } from 'drizzle-orm';
import { check, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { AmountKes } from '../domain/amount.ts';
import type { Mismatch } from '../domain/verify-payment.ts';
import type { ErasedPhone, Msisdn } from '../domain/msisdn.ts';
import type { Role } from '../domain/roles.ts';
import { CHARGE_STATES, type ChargeState } from '../domain/charge-states.ts';
import type { Sealed } from '../security/keyring.ts';

/**
 * What is remembered. Times are epoch milliseconds by the machine's clock; those that something waits for are in steady time
 * (see clock.ts), so that a clock that is set changes no wait. `…DueAt` is when a loop must next look at a row, null when
 * never, and each has a partial index, so that rows with nothing due cost nothing. No foreign key cascades: Drizzle's migrator
 * rebuilds tables in a way that would fire them.
 */

export type Language = 'en' | 'sw';
export type ChatKind = 'private' | 'group';

/** The merchant whose gateway account is in the environment: there is always one, and it is the first. */
export const FIRST_MERCHANT = 1;

/*
 * Indexes of some rows alone. SQLite uses one for a query that has its condition word for word, written out: values that are
 * bound tell it nothing when it plans.
 */

/** Charges that something is still expected of. */
export const isOpen = sql`state IN ('created', 'pushing', 'pending', 'unknown', 'unconfirmed')`;
/** Messages of which nothing need be kept. */
export const isForgettable = sql`settled_at IS NOT NULL AND kind <> 'notice'`;
/** Numbers that are not erased, of charges and of those who are not to be charged. */
export const hasWholeNumber = sql`substr(msisdn, 1, 7) <> 'erased:'`;
export const isWholeNumber = sql`substr(phone, 1, 7) <> 'erased:'`;

/** Shops, each with its own account at the gateway. */
export const merchants = sqliteTable('merchants', {
  id: integer().primaryKey({ autoIncrement: true }),
  /** Names it in a button: random, so that it tells nobody how many there are. */
  ref: text()
    .notNull()
    .unique()
    .default(sql`(lower(hex(randomblob(12))))`),
  /** What people call it; empty for the first one until its owner names it. */
  name: text().notNull(),
  createdAt: integer('created_at').notNull(),
  /** Since when it may not charge. */
  suspendedAt: integer('suspended_at'),
  /** When its owners were last told that the gateway refuses the account. */
  refusalToldAt: integer('refusal_told_at'),
  /** The number of its next charge. */
  nextNumber: integer('next_number').notNull().default(1),
});

/**
 * Every account at a gateway that a merchant has or had. What was pushed through one is asked about through it, whatever the
 * merchant's account is by then.
 */
export const accounts = sqliteTable(
  'accounts',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    merchantId: integer('merchant_id')
      .notNull()
      .references(() => merchants.id),
    /** A hash of what names it at the gateway, which another key of the same account does not change; null where not kept. */
    identity: text(),
    /**
     * The credentials, sealed for this merchant (see seal.ts). Null where they are in the environment alone, or are not needed
     * any more.
     */
    keyId: text('key_id'),
    sealed: text(),
    openedAt: integer('opened_at').notNull(),
    /** Null: it is the merchant's account now. */
    endedAt: integer('ended_at'),
  },
  (table) => [
    index('accounts_by_merchant').on(table.merchantId),
    uniqueIndex('accounts_one_current')
      .on(table.merchantId)
      .where(sql`ended_at IS NULL`),
  ],
);

/** Who works where, and as what. */
export const members = sqliteTable(
  'members',
  {
    merchantId: integer('merchant_id')
      .notNull()
      .references(() => merchants.id),
    userId: integer('user_id').notNull(),
    role: text().$type<Role>().notNull(),
    name: text().notNull(),
    /** `environment`: named in OWNER_IDS. `first-link`: opened the link of the first start. */
    origin: text().$type<'environment' | 'first-link' | 'invite' | 'connect'>().notNull(),
    addedAt: integer('added_at').notNull(),
    /** The suspension (its `suspendedAt`) that they were told of: they hear of each once. */
    suspensionTold: integer('suspension_told'),
  },
  (table) => [
    primaryKey({ columns: [table.merchantId, table.userId] }),
    index('members_by_user').on(table.userId),
    check('members_role', sql`role IN ('owner', 'manager', 'cashier')`),
  ],
);

/** One-time links, by the hash of their code. Kept after their end for a while, so that a late one is told why. */
export const invites = sqliteTable(
  'invites',
  {
    codeHash: text('code_hash').primaryKey(),
    /** Names the link where it is listed and taken back; tells nothing of its code. Letters only, so that it is no user's id. */
    ref: text().notNull(),
    /** Null: lets somebody in to connect a shop of their own. */
    merchantId: integer('merchant_id').references(() => merchants.id),
    /** With `merchantId`: what its opener becomes. */
    role: text().$type<Role>(),
    createdBy: text('created_by').$type<Actor>().notNull(),
    createdAt: integer('created_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
    usedAt: integer('used_at'),
    usedBy: integer('used_by'),
    /** When it was taken back. */
    revokedAt: integer('revoked_at'),
  },
  (table) => [
    uniqueIndex('invites_ref').on(table.ref),
    index('invites_by_maker').on(table.createdBy),
    index('invites_by_end').on(table.expiresAt),
  ],
);

/** People who were let in to connect a shop, and have not yet. */
export const applicants = sqliteTable('applicants', {
  userId: integer('user_id').primaryKey(),
  name: text().notNull(),
  letInAt: integer('let_in_at').notNull(),
  /** Who made the link that let them in; null where that was not kept. */
  invitedBy: text('invited_by').$type<Actor>(),
});

/** Groups in which a merchant's staff may charge. */
export const chats = sqliteTable(
  'chats',
  {
    chatId: integer('chat_id').primaryKey(),
    merchantId: integer('merchant_id')
      .notNull()
      .references(() => merchants.id),
    linkedAt: integer('linked_at').notNull(),
    /** The owner who linked it; null where that was not kept. */
    linkedBy: integer('linked_by'),
    /** What the group is called; null until it was heard. */
    title: text(),
    /** Whether the owner who linked it was an administrator of the group when that was last asked. */
    linkerIsAdmin: integer('linker_is_admin', { mode: 'boolean' }).notNull().default(false),
    /** When that is asked again, in steady time: 0 for at once, null for never. */
    checkDueAt: integer('check_due_at'),
  },
  (table) => [
    index('chats_by_merchant').on(table.merchantId),
    index('chats_check_due')
      .on(table.checkDueAt)
      .where(sql`check_due_at IS NOT NULL`),
  ],
);

/** Groups that an owner asked to link, until Telegram has said whether they are an administrator there. */
export const linkRequests = sqliteTable(
  'link_requests',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    chatId: integer('chat_id').notNull(),
    userId: integer('user_id').notNull(),
    merchantId: integer('merchant_id')
      .notNull()
      .references(() => merchants.id),
    title: text(),
    /** Where the answer goes, and in which language. */
    threadId: integer('thread_id'),
    commandMessageId: integer('command_message_id'),
    language: text().$type<Language>().notNull(),
    attempts: integer().notNull().default(0),
    /** When Telegram is asked again, in steady time: 0 for at once. */
    dueAt: integer('due_at').notNull(),
  },
  (table) => [
    uniqueIndex('link_requests_by_person').on(table.chatId, table.userId),
    index('link_requests_due').on(table.dueAt),
  ],
);

/**
 * Asked of a merchant's owners: whether a group that somebody set up is kept, now that they left the shop (what they set up
 * has ended then) or are no administrator of the group (it goes on meanwhile).
 */
export const chatQuestions = sqliteTable(
  'chat_questions',
  {
    /** Names the question in a button: random. */
    ref: text().primaryKey(),
    merchantId: integer('merchant_id')
      .notNull()
      .references(() => merchants.id),
    chatId: integer('chat_id').notNull(),
    title: text(),
    why: text().$type<'left-shop' | 'no-admin'>().notNull(),
    /** Who set it up; null where that was not kept. */
    personId: integer('person_id'),
    /** What is to be kept: the link, and what is announced there. */
    isLinked: integer('is_linked', { mode: 'boolean' }).notNull(),
    isAnnounced: integer('is_announced', { mode: 'boolean' }).notNull(),
    threadId: integer('thread_id'),
    language: text().$type<Language>(),
    askedAt: integer('asked_at').notNull(),
    /** When an owner answered, or it was settled otherwise; null while it is open. */
    settledAt: integer('settled_at'),
  },
  (table) => [
    index('chat_questions_open')
      .on(table.merchantId, table.chatId)
      .where(sql`settled_at IS NULL`),
    index('chat_questions_by_chat').on(table.chatId),
  ],
);

/** Chats in which every payment of the merchant is told: linked groups, or a topic of one, and owners' private chats. */
export const announcements = sqliteTable(
  'announcements',
  {
    merchantId: integer('merchant_id')
      .notNull()
      .references(() => merchants.id),
    chatId: integer('chat_id').notNull(),
    threadId: integer('thread_id'),
    language: text().$type<Language>().notNull(),
    /** The owner who asked for it; null where that was not kept. */
    setBy: integer('set_by'),
  },
  (table) => [
    primaryKey({ columns: [table.merchantId, table.chatId] }),
    index('announcements_by_chat').on(table.chatId),
  ],
);

/** Numbers that asked not to be charged by a merchant. */
export const blockedPhones = sqliteTable(
  'blocked_phones',
  {
    merchantId: integer('merchant_id')
      .notNull()
      .references(() => merchants.id),
    phone: text().$type<Msisdn | ErasedPhone>().notNull(),
    blockedAt: integer('blocked_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.merchantId, table.phone] }),
    index('blocked_phones_whole').on(table.blockedAt).where(isWholeNumber),
  ],
);

/** The audit trail of everything but charges: who let whom in, linked what, changed which account. Never changed, only added to. */
export const merchantEvents = sqliteTable(
  'merchant_events',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    /** Null for what concerns no merchant yet. */
    merchantId: integer('merchant_id').references(() => merchants.id),
    at: integer().notNull(),
    actor: text().$type<Actor>().notNull(),
    what: text().$type<MerchantEventKind>().notNull(),
    detail: text({ mode: 'json' }).$type<EventDetail>().notNull(),
  },
  (table) => [index('merchant_events_by_merchant').on(table.merchantId, table.id)],
);

export type MerchantEventKind =
  | 'invited'
  | 'invite-revoked'
  | 'let-in'
  | 'let-in-revoked'
  | 'connected'
  | 'account-changed'
  | 'account-removed'
  | 'key-rotated'
  | 'joined'
  | 'removed'
  | 'linked'
  | 'unlinked'
  | 'kept'
  | 'announces'
  | 'announces-no-more'
  | 'blocked'
  | 'unblocked'
  | 'erased'
  | 'suspended'
  | 'resumed';

export const charges = sqliteTable(
  'charges',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    merchantId: integer('merchant_id')
      .notNull()
      .references(() => merchants.id),
    /** The number that people see (#12): the merchant's own count. */
    number: integer().notNull(),
    /** Names the charge in a button: random, so that it tells nobody how many there are. */
    ref: text().notNull(),
    /** The shop's name, where whoever charged works at several and could have meant another. */
    shop: text(),
    /** Names the command or press that asked; a second delivery of it finds the first charge. */
    idempotencyKey: text('request_key').notNull(),
    state: text().$type<ChargeState>().notNull(),
    /** Whole until it is erased, which only a finished charge's can be. */
    msisdn: text().$type<Msisdn | ErasedPhone>().notNull(),
    amountKes: integer('amount_kes').$type<AmountKes>().notNull(),
    note: text(),

    /** The chat that asked, where everything about the charge is said. */
    chatId: integer('chat_id').notNull(),
    chatKind: text('chat_kind').$type<ChatKind>().notNull(),
    threadId: integer('thread_id'),
    /** The message that asked, which card and notices reply to. */
    commandMessageId: integer('command_message_id'),
    userId: integer('user_id').notNull(),
    userName: text('user_name').notNull(),
    language: text().$type<Language>().notNull(),

    /** The card: null until Telegram has it, or when it is gone. Due (steady time, 0 for at once) when it may show something outdated. */
    cardMessageId: integer('card_message_id'),
    cardDueAt: integer('card_due_at'),
    cardAttempts: integer('card_attempts').notNull().default(0),
    /** Grows by one with everything that changes what the card says. */
    revision: integer().notNull().default(1),

    /** When the person asked, by Telegram's clock for commands. */
    requestedAt: integer('requested_at').notNull(),
    createdAt: integer('created_at').notNull(),
    pushedAt: integer('pushed_at'),
    /** The same moments in steady time. */
    createdSteadyAt: integer('created_steady_at').notNull(),
    pushedSteadyAt: integer('pushed_steady_at'),
    /** The account through which it is pushed, from when the push begins. */
    accountId: integer('account_id').references(() => accounts.id),
    transactionId: text('transaction_id'),
    /** When it is told as not confirmed, when the watch ends, and when it is looked at next: in steady time. */
    confirmBy: integer('confirm_by'),
    watchUntil: integer('watch_until'),
    watchDueAt: integer('watch_due_at'),
    /** Since when the gateway refuses the account on queries about it; null while it answers. */
    accountRefusedAt: integer('account_refused_at'),
    receipt: text(),
    /** When the payment was confirmed to us, or when a person said that it was made; null when neither. */
    paidAt: integer('paid_at'),
    /** The gateway's own words on a refusal: empty if it gave none, null if it was never reached. */
    gatewayMessage: text('words'),
    /** What did not fit when the gateway reported a payment that was not this one; null once that is put aside. */
    mismatch: text().$type<Mismatch>(),
    /** That payment, as it was reported; of a marked charge, the one that a person took for it. Null where that was not kept. */
    reported: text({ mode: 'json' }).$type<ReportedPayment>(),
    /** Who gave their word that it was paid, or that it was not. */
    markedBy: integer('marked_by'),
    markedByName: text('marked_by_name'),
  },
  (table) => [
    uniqueIndex('charges_request_key').on(table.idempotencyKey),
    uniqueIndex('charges_number').on(table.merchantId, table.number),
    uniqueIndex('charges_ref').on(table.ref),
    uniqueIndex('charges_transaction_id').on(table.merchantId, table.transactionId),
    uniqueIndex('charges_receipt').on(table.receipt),
    index('charges_to_push')
      .on(table.merchantId, table.id)
      .where(sql`state = 'created'`),
    index('charges_pushing')
      .on(table.merchantId, table.id)
      .where(sql`state = 'pushing'`),
    index('charges_watch_due')
      .on(table.merchantId, table.watchDueAt)
      .where(sql`watch_due_at IS NOT NULL`),
    index('charges_card_due')
      .on(table.cardDueAt)
      .where(sql`card_due_at IS NOT NULL`),
    index('charges_card_lanes')
      .on(table.merchantId, table.chatId, table.cardDueAt)
      .where(sql`card_due_at IS NOT NULL`),
    index('charges_open').on(table.merchantId, table.id).where(isOpen),
    index('charges_by_phone').on(table.msisdn, table.createdSteadyAt),
    index('charges_mismatched')
      .on(table.merchantId, table.id)
      .where(sql`mismatch IS NOT NULL AND state IN ('pending', 'unconfirmed', 'expired')`),
    index('charges_by_chat').on(table.chatId, table.id),
    index('charges_paid')
      .on(table.merchantId, table.paidAt)
      .where(sql`paid_at IS NOT NULL`),
    index('charges_by_member').on(table.merchantId, table.userId, table.createdSteadyAt),
    index('charges_by_merchant').on(table.merchantId, table.createdSteadyAt),
    index('charges_whole_phone').on(table.createdAt).where(hasWholeNumber),
    check('charges_state', sql.raw(`state IN (${CHARGE_STATES.map((state) => `'${state}'`).join(', ')})`)),
    check('charges_amount', sql`amount_kes BETWEEN 1 AND 250000`),
    check('charges_paid_has_receipt', sql`state <> 'paid' OR receipt IS NOT NULL`),
  ],
);

/** A payment as the gateway reported it, that does not fit the charge: values as they came, fit to be shown. */
export interface ReportedPayment {
  /** Which of the payments it is that were reported for the charge and did not fit, from 1. */
  readonly number: number;
  readonly amount?: string | undefined;
  /** The payer, masked; gone where it is no number that can be shown, or was erased. */
  readonly phone?: string | undefined;
  readonly receipt: string;
}

/** What a notice tells of a mismatch, kept until it is sent: another may be reported meanwhile. */
export interface MismatchReport {
  readonly mismatch: Mismatch;
  readonly reported: ReportedPayment;
}

/** The audit trail: a row for every transition, and for every observation that changed nothing but must be kept. */
export const chargeEvents = sqliteTable(
  'charge_events',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    chargeId: integer('charge_id')
      .notNull()
      .references(() => charges.id),
    at: integer().notNull(),
    /** Null for the first event. The same as `to` for an observation. */
    from: text().$type<ChargeState>(),
    to: text().$type<ChargeState>().notNull(),
    /** Who or what: `tillbot`, `gateway`, `operator` (at the machine) or `user:<Telegram id>`. */
    actor: text().$type<Actor>().notNull(),
    detail: text({ mode: 'json' }).$type<EventDetail>().notNull(),
  },
  (table) => [index('charge_events_by_charge').on(table.chargeId, table.id)],
);

export type Actor = 'tillbot' | 'gateway' | 'operator' | `user:${number}`;
export type EventDetail = Readonly<Record<string, unknown>>;

export const NOTICE_KINDS = [
  'paid',
  'paid_late',
  'declined',
  'unknown',
  'unconfirmed',
  'expired',
  'mismatch',
  'canceled',
  'marked',
] as const;
/** `mismatch`: a payment was reported that does not fit. `marked`: a person gave their word. The others are states. */
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** `announcement`: a notice once more, in a chat that asked to hear of every payment. `delete`: of a message that holds a secret. */
export type OutboxKind = 'message' | 'edit' | 'delete' | 'card' | 'notice' | 'announcement';

/**
 * What is said before what, across all merchants: money first. A message that holds a secret is deleted before anything new but
 * money; an edit makes no sound, and waits for all of it.
 */
export const PRIORITIES = {
  notice: 0,
  announcement: 1,
  delete: 2,
  card: 3,
  message: 4,
  edit: 5,
} as const satisfies Record<OutboxKind, number>;
export type Priority = (typeof PRIORITIES)[OutboxKind];

/** Where an announcement is made, and in which language. */
export interface AnnouncementPlace {
  readonly threadId: number | null;
  readonly language: Language;
  /** The shop's name, for whoever hears of several. */
  readonly shop: string | null;
  /** For `mismatch`: what it tells of. */
  readonly report?: MismatchReport;
}

/** Everything to be said in new messages, in order per chat; a row is due until Telegram has it or never can. */
export const outbox = sqliteTable(
  'outbox',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    chatId: integer('chat_id').notNull(),
    kind: text().$type<OutboxKind>().notNull(),
    /** For `card`, `notice` and `announcement`: what they say is derived from the charge when they are sent. */
    chargeId: integer('charge_id').references(() => charges.id),
    /** The merchant whose turn it takes; null for what concerns none. */
    merchantId: integer('merchant_id').references(() => merchants.id),
    /** Whose turn it takes, as an index can have it: 0 for nobody's. */
    tenant: integer()
      .generatedAlwaysAs(sql`coalesce(merchant_id, 0)`, { mode: 'virtual' })
      .notNull(),
    /** Lower goes first. */
    priority: integer()
      .$type<Priority>()
      .generatedAlwaysAs(
        sql.raw(
          `CASE kind ${Object.entries(PRIORITIES)
            .map(([kind, priority]) => `WHEN '${kind}' THEN ${priority}`)
            .join(' ')} END`,
        ),
        { mode: 'virtual' },
      )
      .notNull(),
    notice: text().$type<NoticeKind>(),
    /** Of a `notice`: what it tells of, for `mismatch`. Of an `announcement`: where. For the others: what to say, in the messenger's own terms. */
    payload: text({ mode: 'json' }).$type<unknown>(),
    /** The draft whose question this is: it learns the message's id. */
    draftToken: text('draft_token'),
    createdAt: integer('created_at').notNull(),
    /** When it is tried again, in steady time: 0 for at once. */
    dueAt: integer('due_at'),
    attempts: integer().notNull().default(0),
    /** Since when it waits for one of the merchant's people to be heard of again: nobody could be told. */
    parkedAt: integer('parked_at'),
    /** Set once settled: the id of the message, or why it could never arrive. */
    settledAt: integer('settled_at'),
    messageId: integer('message_id'),
    failure: text(),
  },
  (table) => [
    index('outbox_due')
      .on(table.dueAt)
      .where(sql`due_at IS NOT NULL`),
    index('outbox_lanes')
      .on(table.priority, table.tenant, table.chatId)
      .where(sql`due_at IS NOT NULL`),
    index('outbox_waiting')
      .on(table.chatId, table.priority, table.id)
      .where(sql`due_at IS NOT NULL`),
    index('outbox_parked')
      .on(table.merchantId, table.id)
      .where(sql`parked_at IS NOT NULL`),
    // Notices are kept, so they would only be gone through in vain when the rest is forgotten.
    index('outbox_to_forget').on(table.settledAt).where(isForgettable),
    index('outbox_unsettled')
      .on(table.chatId)
      .where(sql`settled_at IS NULL`),
    // Of a charge's states each is told once; of reported payments and people's marks, each.
    uniqueIndex('outbox_one_notice')
      .on(table.chargeId, table.notice)
      .where(sql`kind = 'notice' AND notice NOT IN ('mismatch', 'marked')`),
    uniqueIndex('outbox_one_announcement')
      .on(table.chargeId, table.notice, table.chatId)
      .where(sql`kind = 'announcement' AND notice NOT IN ('mismatch', 'marked')`),
    uniqueIndex('outbox_one_card')
      .on(table.chargeId)
      .where(sql`kind = 'card'`),
  ],
);

/** Updates from Telegram, committed before they are confirmed to it; handled once each. */
export const inbox = sqliteTable(
  'inbox',
  {
    /** The order of arrival: Telegram's ids are not an order. */
    seq: integer().primaryKey({ autoIncrement: true }),
    updateId: integer('update_id').notNull(),
    /** Updates of one chat are handled one after the other. */
    chatId: integer('chat_id').notNull(),
    /** The merchant whose turn it takes; null for what concerns none. */
    merchantId: integer('merchant_id').references(() => merchants.id),
    /** Whose turn it takes, as an index can have it: 0 for nobody's. */
    tenant: integer()
      .generatedAlwaysAs(sql`coalesce(merchant_id, 0)`, { mode: 'virtual' })
      .notNull(),
    isStranger: integer('is_stranger', { mode: 'boolean' }).notNull().default(false),
    /** Sealed where there is a `SECRET_KEY`: it may hold a gateway's key. */
    payload: text({ mode: 'json' }).$type<unknown>(),
    receivedAt: integer('received_at').notNull(),
    /** When it is tried again, in steady time: 0 for at once. */
    dueAt: integer('due_at'),
    attempts: integer().notNull().default(0),
    /** Set once handled or given up; the payload is dropped then and the id kept, to know a redelivery. */
    settledAt: integer('settled_at'),
    failure: text(),
  },
  (table) => [
    uniqueIndex('inbox_update_id').on(table.updateId),
    index('inbox_due')
      .on(table.dueAt)
      .where(sql`due_at IS NOT NULL`),
    index('inbox_lanes')
      .on(table.tenant, table.chatId, table.seq)
      .where(sql`due_at IS NOT NULL`),
    index('inbox_waiting')
      .on(table.chatId, table.seq)
      .where(sql`due_at IS NOT NULL`),
    index('inbox_strangers')
      .on(table.isStranger)
      .where(sql`due_at IS NOT NULL`),
    index('inbox_settled')
      .on(table.settledAt)
      .where(sql`settled_at IS NOT NULL`),
  ],
);

/** Why a charge is asked about before it is pushed. */
export const CONFIRMATION_REASONS = [
  'conversation',
  'off-network',
  'repeat',
  'stale',
  'unusual-amount',
] as const;
export type ConfirmationReason = (typeof CONFIRMATION_REASONS)[number];
export type DraftStep =
  | 'phone'
  | 'amount'
  | 'confirm'
  // Of a shop that is being connected.
  | ConnectStep;
/** What is asked: the shop's name, its provider of payments, or a credential by provider and name (`shop-bosmi.apiKey`). */
export type ConnectStep = `shop-${string}`;

/** A conversation half-way: one per person and chat. */
export const drafts = sqliteTable(
  'drafts',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    chatId: integer('chat_id').notNull(),
    userId: integer('user_id').notNull(),
    /** The shop that it is about; null for one that is being connected. */
    merchantId: integer('merchant_id').references(() => merchants.id),
    /** Of a shop that is being connected: what was answered so far, sealed. */
    answers: text({ mode: 'json' }).$type<Sealed>(),
    /** Names this very question: new with every one asked, so that a press counts only for what was shown. */
    token: text().notNull(),
    step: text().$type<DraftStep>().notNull(),
    msisdn: text().$type<Msisdn>(),
    amountKes: integer('amount_kes').$type<AmountKes>(),
    note: text(),
    /** At `confirm`: what the question told. */
    doubts: text({ mode: 'json' }).$type<readonly ConfirmationReason[]>().notNull(),
    threadId: integer('thread_id'),
    commandMessageId: integer('command_message_id'),
    /** The question's message, once Telegram has it. */
    promptMessageId: integer('prompt_message_id'),
    askedAt: integer('asked_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
  },
  (table) => [
    uniqueIndex('drafts_by_person').on(table.chatId, table.userId),
    uniqueIndex('drafts_by_token').on(table.token),
    index('drafts_by_merchant').on(table.merchantId, table.userId),
    index('drafts_by_end').on(table.expiresAt),
  ],
);

export const preferences = sqliteTable('preferences', {
  userId: integer('user_id').primaryKey(),
  language: text().$type<Language>().notNull(),
});

/** Of people who work at several shops: the one that they speak for in private. */
export const chosenShops = sqliteTable('chosen_shops', {
  userId: integer('user_id').primaryKey(),
  merchantId: integer('merchant_id')
    .notNull()
    .references(() => merchants.id),
});

/** The one row about the program itself: which bot it speaks as, and what it knows of time. */
export const program = sqliteTable(
  'program',
  {
    id: integer().primaryKey(),
    /** The bot whose chats and messages these are; null before the first start. */
    botId: integer('bot_id'),
    /** The first bot that this database had: the request keys of its messages bear no bot's id, those of others do. */
    firstBotId: integer('first_bot_id'),
    /** Steady time (see clock.ts) and the machine's clock at the same moment, a minute old at most while it runs. */
    steadyAt: integer('steady_at').notNull(),
    wallAt: integer('wall_at').notNull(),
    /** Whether that is known to be the right time. */
    clockAgreed: integer('clock_agreed', { mode: 'boolean' }).notNull(),
  },
  () => [check('program_is_one', sql`id = 1`)],
);

/** Strangers, with when they were last told that this is not theirs to use. */
export const strangers = sqliteTable(
  'strangers',
  {
    userId: integer('user_id').primaryKey(),
    toldAt: integer('told_at').notNull(),
  },
  (table) => [index('strangers_by_time').on(table.toldAt)],
);

export type Charge = typeof charges.$inferSelect;
export type ChargeEvent = typeof chargeEvents.$inferSelect;
export type OutboxRow = typeof outbox.$inferSelect;
export type InboxRow = typeof inbox.$inferSelect;
export type Draft = typeof drafts.$inferSelect;
export type Merchant = typeof merchants.$inferSelect;
export type Member = typeof members.$inferSelect;
export type Invite = typeof invites.$inferSelect;
export type Announcement = typeof announcements.$inferSelect;
export type LinkedChat = typeof chats.$inferSelect;
export type LinkRequest = typeof linkRequests.$inferSelect;
export type ChatQuestion = typeof chatQuestions.$inferSelect;

CREATE TABLE `announcements` (
	`merchant_id` integer NOT NULL,
	`chat_id` integer NOT NULL,
	`thread_id` integer,
	`language` text NOT NULL,
	PRIMARY KEY(`merchant_id`, `chat_id`),
	FOREIGN KEY (`merchant_id`) REFERENCES `merchants`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `applicants` (
	`user_id` integer PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`let_in_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `blocked_phones` (
	`merchant_id` integer NOT NULL,
	`phone` text NOT NULL,
	`blocked_at` integer NOT NULL,
	PRIMARY KEY(`merchant_id`, `phone`),
	FOREIGN KEY (`merchant_id`) REFERENCES `merchants`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `chats` (
	`chat_id` integer PRIMARY KEY NOT NULL,
	`merchant_id` integer NOT NULL,
	`linked_at` integer NOT NULL,
	FOREIGN KEY (`merchant_id`) REFERENCES `merchants`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `chosen_shops` (
	`user_id` integer PRIMARY KEY NOT NULL,
	`merchant_id` integer NOT NULL,
	FOREIGN KEY (`merchant_id`) REFERENCES `merchants`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `former_accounts` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`merchant_id` integer NOT NULL,
	`key_id` text NOT NULL,
	`sealed` text NOT NULL,
	`ended_at` integer NOT NULL,
	FOREIGN KEY (`merchant_id`) REFERENCES `merchants`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `former_accounts_by_merchant` ON `former_accounts` (`merchant_id`);--> statement-breakpoint
CREATE TABLE `invites` (
	`code_hash` text PRIMARY KEY NOT NULL,
	`merchant_id` integer,
	`role` text,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`used_at` integer,
	`used_by` integer,
	FOREIGN KEY (`merchant_id`) REFERENCES `merchants`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `members` (
	`merchant_id` integer NOT NULL,
	`user_id` integer NOT NULL,
	`role` text NOT NULL,
	`name` text NOT NULL,
	`origin` text NOT NULL,
	`added_at` integer NOT NULL,
	PRIMARY KEY(`merchant_id`, `user_id`),
	FOREIGN KEY (`merchant_id`) REFERENCES `merchants`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "members_role" CHECK(role IN ('owner', 'manager', 'cashier'))
);
--> statement-breakpoint
CREATE INDEX `members_by_user` ON `members` (`user_id`);--> statement-breakpoint
CREATE TABLE `merchant_events` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`merchant_id` integer,
	`at` integer NOT NULL,
	`actor` text NOT NULL,
	`what` text NOT NULL,
	`detail` text NOT NULL,
	FOREIGN KEY (`merchant_id`) REFERENCES `merchants`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `merchant_events_by_merchant` ON `merchant_events` (`merchant_id`,`id`);--> statement-breakpoint
CREATE TABLE `merchants` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`name` text NOT NULL,
	`key_id` text,
	`sealed` text,
	`created_at` integer NOT NULL,
	`suspended_at` integer,
	`refusal_told_at` integer
);
--> statement-breakpoint
-- What there is so far is the first merchant's, whose account is in the environment.
INSERT INTO `merchants` (`id`, `name`, `created_at`) VALUES (1, '', CAST(unixepoch('subsec') * 1000 AS integer));
--> statement-breakpoint
INSERT INTO `members` (`merchant_id`, `user_id`, `role`, `name`, `origin`, `added_at`) SELECT 1, `user_id`, 'owner', `name`, 'first-link', `added_at` FROM `owners`;
--> statement-breakpoint
INSERT INTO `chats` (`chat_id`, `merchant_id`, `linked_at`) SELECT `chat_id`, 1, min(`created_at`) FROM `charges` WHERE `chat_kind` = 'group' GROUP BY `chat_id`;
--> statement-breakpoint
DROP TABLE `owner_codes`;--> statement-breakpoint
DROP TABLE `owners`;--> statement-breakpoint
CREATE TABLE `__new_charges` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`merchant_id` integer NOT NULL,
	`shop` text,
	`request_key` text NOT NULL,
	`state` text NOT NULL,
	`msisdn` text NOT NULL,
	`amount_kes` integer NOT NULL,
	`note` text,
	`chat_id` integer NOT NULL,
	`chat_kind` text NOT NULL,
	`thread_id` integer,
	`command_message_id` integer,
	`user_id` integer NOT NULL,
	`user_name` text NOT NULL,
	`language` text NOT NULL,
	`card_message_id` integer,
	`card_due_at` integer,
	`card_attempts` integer DEFAULT 0 NOT NULL,
	`revision` integer DEFAULT 1 NOT NULL,
	`requested_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	`pushed_at` integer,
	`transaction_id` text,
	`confirm_by` integer,
	`watch_until` integer,
	`watch_due_at` integer,
	`receipt` text,
	`paid_at` integer,
	`words` text,
	`mismatch` text,
	FOREIGN KEY (`merchant_id`) REFERENCES `merchants`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "charges_state" CHECK(state IN ('created', 'pushing', 'pending', 'unconfirmed', 'expired', 'paid', 'declined', 'unknown', 'canceled', 'settled_paid', 'settled_unpaid')),
	CONSTRAINT "charges_amount" CHECK(amount_kes BETWEEN 1 AND 250000),
	CONSTRAINT "charges_paid_has_receipt" CHECK(state <> 'paid' OR receipt IS NOT NULL)
);
--> statement-breakpoint
INSERT INTO `__new_charges`("merchant_id", "id", "request_key", "state", "msisdn", "amount_kes", "note", "chat_id", "chat_kind", "thread_id", "command_message_id", "user_id", "user_name", "language", "card_message_id", "card_due_at", "card_attempts", "revision", "requested_at", "created_at", "pushed_at", "transaction_id", "confirm_by", "watch_until", "watch_due_at", "receipt", "paid_at", "words", "mismatch") SELECT 1, "id", "request_key", "state", "msisdn", "amount_kes", "note", "chat_id", "chat_kind", "thread_id", "command_message_id", "user_id", "user_name", "language", "card_message_id", "card_due_at", "card_attempts", "revision", "requested_at", "created_at", "pushed_at", "transaction_id", "confirm_by", "watch_until", "watch_due_at", "receipt", "paid_at", "words", "mismatch" FROM `charges`;
--> statement-breakpoint
-- The number of the next charge stays what it is: a restored till's is far ahead of its last charge's.
DELETE FROM `sqlite_sequence` WHERE `name` = '__new_charges';
--> statement-breakpoint
INSERT INTO `sqlite_sequence` (`name`, `seq`) SELECT '__new_charges', `seq` FROM `sqlite_sequence` WHERE `name` = 'charges';
--> statement-breakpoint
DROP TABLE `charges`;--> statement-breakpoint
ALTER TABLE `__new_charges` RENAME TO `charges`;
--> statement-breakpoint
CREATE UNIQUE INDEX `charges_request_key` ON `charges` (`request_key`);--> statement-breakpoint
CREATE UNIQUE INDEX `charges_transaction_id` ON `charges` (`merchant_id`,`transaction_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `charges_receipt` ON `charges` (`receipt`);--> statement-breakpoint
CREATE INDEX `charges_card_due` ON `charges` (`card_due_at`) WHERE card_due_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX `charges_by_phone` ON `charges` (`msisdn`,`id`);--> statement-breakpoint
CREATE INDEX `charges_by_chat` ON `charges` (`chat_id`,`id`);--> statement-breakpoint
CREATE INDEX `charges_by_member` ON `charges` (`merchant_id`,`user_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `charges_by_merchant` ON `charges` (`merchant_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `charges_whole_phone` ON `charges` (`created_at`) WHERE substr(msisdn, 1, 7) <> 'erased:';--> statement-breakpoint
CREATE INDEX `charges_to_push` ON `charges` (`merchant_id`,`id`) WHERE state = 'created';--> statement-breakpoint
CREATE INDEX `charges_pushing` ON `charges` (`merchant_id`,`id`) WHERE state = 'pushing';--> statement-breakpoint
CREATE INDEX `charges_watch_due` ON `charges` (`merchant_id`,`watch_due_at`) WHERE watch_due_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX `charges_open` ON `charges` (`merchant_id`,`id`) WHERE state IN ('created', 'pushing', 'pending', 'unknown', 'unconfirmed');--> statement-breakpoint
CREATE INDEX `charges_paid` ON `charges` (`merchant_id`,`paid_at`) WHERE paid_at IS NOT NULL;--> statement-breakpoint
ALTER TABLE `drafts` ADD `merchant_id` integer REFERENCES merchants(id);--> statement-breakpoint
ALTER TABLE `drafts` ADD `answers` text;--> statement-breakpoint
CREATE UNIQUE INDEX `outbox_one_announcement` ON `outbox` (`charge_id`,`notice`,`chat_id`) WHERE kind = 'announcement';--> statement-breakpoint
UPDATE `drafts` SET `merchant_id` = 1;--> statement-breakpoint
ALTER TABLE `inbox` ADD `is_stranger` integer DEFAULT false NOT NULL;
CREATE TABLE `charge_events` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`charge_id` integer NOT NULL,
	`at` integer NOT NULL,
	`from` text,
	`to` text NOT NULL,
	`actor` text NOT NULL,
	`detail` text NOT NULL,
	FOREIGN KEY (`charge_id`) REFERENCES `charges`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `charge_events_by_charge` ON `charge_events` (`charge_id`,`id`);--> statement-breakpoint
CREATE TABLE `charges` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
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
	CONSTRAINT "charges_state" CHECK(state IN ('created', 'pushing', 'pending', 'unconfirmed', 'expired', 'paid', 'declined', 'unknown', 'canceled', 'settled_paid', 'settled_unpaid')),
	CONSTRAINT "charges_amount" CHECK(amount_kes BETWEEN 1 AND 250000),
	CONSTRAINT "charges_paid_has_receipt" CHECK(state <> 'paid' OR receipt IS NOT NULL)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `charges_request_key` ON `charges` (`request_key`);--> statement-breakpoint
CREATE UNIQUE INDEX `charges_transaction_id` ON `charges` (`transaction_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `charges_receipt` ON `charges` (`receipt`);--> statement-breakpoint
CREATE INDEX `charges_to_push` ON `charges` (`id`) WHERE state = 'created';--> statement-breakpoint
CREATE INDEX `charges_pushing` ON `charges` (`id`) WHERE state = 'pushing';--> statement-breakpoint
CREATE INDEX `charges_watch_due` ON `charges` (`watch_due_at`) WHERE watch_due_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX `charges_card_due` ON `charges` (`card_due_at`) WHERE card_due_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX `charges_open` ON `charges` (`chat_id`,`id`) WHERE state IN ('created', 'pushing', 'pending', 'unknown', 'unconfirmed');--> statement-breakpoint
CREATE INDEX `charges_by_phone` ON `charges` (`msisdn`,`id`);--> statement-breakpoint
CREATE INDEX `charges_by_chat` ON `charges` (`chat_id`,`id`);--> statement-breakpoint
CREATE INDEX `charges_paid` ON `charges` (`paid_at`) WHERE paid_at IS NOT NULL;--> statement-breakpoint
CREATE TABLE `drafts` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`chat_id` integer NOT NULL,
	`user_id` integer NOT NULL,
	`token` text NOT NULL,
	`step` text NOT NULL,
	`msisdn` text,
	`amount_kes` integer,
	`note` text,
	`doubts` text NOT NULL,
	`thread_id` integer,
	`command_message_id` integer,
	`prompt_message_id` integer,
	`asked_at` integer NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `drafts_by_person` ON `drafts` (`chat_id`,`user_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `drafts_by_token` ON `drafts` (`token`);--> statement-breakpoint
CREATE TABLE `inbox` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`update_id` integer NOT NULL,
	`chat_id` integer NOT NULL,
	`payload` text,
	`received_at` integer NOT NULL,
	`due_at` integer,
	`attempts` integer DEFAULT 0 NOT NULL,
	`settled_at` integer,
	`failure` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `inbox_update_id` ON `inbox` (`update_id`);--> statement-breakpoint
CREATE INDEX `inbox_due` ON `inbox` (`due_at`) WHERE due_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX `inbox_waiting` ON `inbox` (`chat_id`,`seq`) WHERE due_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX `inbox_settled` ON `inbox` (`settled_at`) WHERE settled_at IS NOT NULL;--> statement-breakpoint
CREATE TABLE `outbox` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`chat_id` integer NOT NULL,
	`kind` text NOT NULL,
	`charge_id` integer,
	`notice` text,
	`payload` text,
	`draft_token` text,
	`created_at` integer NOT NULL,
	`due_at` integer,
	`attempts` integer DEFAULT 0 NOT NULL,
	`settled_at` integer,
	`message_id` integer,
	`failure` text,
	FOREIGN KEY (`charge_id`) REFERENCES `charges`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `outbox_due` ON `outbox` (`due_at`) WHERE due_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX `outbox_waiting` ON `outbox` (`chat_id`,`id`) WHERE due_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX `outbox_settled` ON `outbox` (`settled_at`) WHERE settled_at IS NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX `outbox_one_notice` ON `outbox` (`charge_id`,`notice`) WHERE kind = 'notice';--> statement-breakpoint
CREATE UNIQUE INDEX `outbox_one_card` ON `outbox` (`charge_id`) WHERE kind = 'card';--> statement-breakpoint
CREATE TABLE `owner_codes` (
	`code_hash` text PRIMARY KEY NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `owners` (
	`user_id` integer PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`added_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `preferences` (
	`user_id` integer PRIMARY KEY NOT NULL,
	`language` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `strangers` (
	`user_id` integer PRIMARY KEY NOT NULL,
	`told_at` integer NOT NULL
);

CREATE TABLE `collection_payers` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`collection_id` integer NOT NULL,
	`msisdn` text NOT NULL,
	`name` text,
	`amount_kes` integer NOT NULL,
	`state` text NOT NULL,
	`refusal` text,
	`asked_by` integer NOT NULL,
	`asked_by_name` text NOT NULL,
	`round` integer DEFAULT 0 NOT NULL,
	`due_at` integer,
	FOREIGN KEY (`collection_id`) REFERENCES `collections`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "collection_payers_state" CHECK(state IN ('waiting', 'charged', 'refused', 'left')),
	CONSTRAINT "collection_payers_amount" CHECK(amount_kes BETWEEN 1 AND 250000)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `collection_payers_once` ON `collection_payers` (`collection_id`,`msisdn`);--> statement-breakpoint
CREATE INDEX `collection_payers_waiting` ON `collection_payers` (`collection_id`,`due_at`,`id`) WHERE due_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX `collection_payers_by_phone` ON `collection_payers` (`msisdn`);--> statement-breakpoint
CREATE INDEX `collection_payers_whole` ON `collection_payers` (`collection_id`,`msisdn`) WHERE substr(msisdn, 1, 7) <> 'erased:';--> statement-breakpoint
CREATE TABLE `collections` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`merchant_id` integer NOT NULL,
	`ref` text NOT NULL,
	`idempotency_key` text NOT NULL,
	`user_id` integer NOT NULL,
	`amount_kes` integer NOT NULL,
	`note` text,
	`created_at` integer NOT NULL,
	`chat_id` integer NOT NULL,
	`chat_kind` text NOT NULL,
	`thread_id` integer,
	`command_message_id` integer,
	`command_word` text,
	`language` text NOT NULL,
	`shop` text,
	`board_message_id` integer,
	`board_page` integer DEFAULT 1 NOT NULL,
	`revision` integer DEFAULT 1 NOT NULL,
	`due_at` integer,
	`due_wall_at` integer,
	`pause` text,
	`closed_at` integer,
	`closed_by` integer,
	`closed_by_name` text,
	FOREIGN KEY (`merchant_id`) REFERENCES `merchants`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `collections_ref` ON `collections` (`ref`);--> statement-breakpoint
CREATE UNIQUE INDEX `collections_idempotency_key` ON `collections` (`idempotency_key`);--> statement-breakpoint
CREATE INDEX `collections_due` ON `collections` (`due_at`) WHERE due_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX `collections_open` ON `collections` (`merchant_id`,`id`) WHERE closed_at IS NULL;--> statement-breakpoint
CREATE INDEX `collections_by_chat` ON `collections` (`chat_id`);--> statement-breakpoint
CREATE INDEX `collections_by_time` ON `collections` (`created_at`);--> statement-breakpoint
ALTER TABLE `charges` ADD `collection_payer_id` integer REFERENCES collection_payers(id);--> statement-breakpoint
CREATE INDEX `charges_by_payer` ON `charges` (`collection_payer_id`,`id`) WHERE collection_payer_id IS NOT NULL;--> statement-breakpoint
ALTER TABLE `outbox` ADD `collection_id` integer REFERENCES collections(id);--> statement-breakpoint
CREATE INDEX `outbox_on_board` ON `outbox` (`collection_id`) WHERE collection_id IS NOT NULL AND due_at IS NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX `outbox_one_board` ON `outbox` (`collection_id`) WHERE collection_id IS NOT NULL AND due_at IS NOT NULL AND kind = 'card';--> statement-breakpoint
ALTER TABLE `drafts` ADD `payers` text;
CREATE TABLE `program` (
	`id` integer PRIMARY KEY NOT NULL,
	`bot_id` integer,
	`steady_at` integer NOT NULL,
	`wall_at` integer NOT NULL,
	`clock_agreed` integer NOT NULL,
	CONSTRAINT "program_is_one" CHECK(id = 1)
);
--> statement-breakpoint
ALTER TABLE `announcements` ADD `set_by` integer;
--> statement-breakpoint
ALTER TABLE `applicants` ADD `invited_by` text;
--> statement-breakpoint
ALTER TABLE `chats` ADD `linked_by` integer;
--> statement-breakpoint
ALTER TABLE `invites` ADD `revoked_at` integer;
--> statement-breakpoint
ALTER TABLE `merchants` ADD `next_number` integer DEFAULT 1 NOT NULL;
--> statement-breakpoint
ALTER TABLE `outbox` ADD `merchant_id` integer REFERENCES merchants(id);
--> statement-breakpoint
ALTER TABLE `outbox` ADD `parked_at` integer;
--> statement-breakpoint
-- People know their charges by these numbers already: they keep them. Each shop goes on with its own count; a restored till's is
-- far ahead of its last charge's.
UPDATE `merchants` SET `next_number` = 1 + coalesce((SELECT max(`id`) FROM `charges` WHERE `merchant_id` = `merchants`.`id`), 0)
  + coalesce((SELECT `seq` FROM `sqlite_sequence` WHERE `name` = 'charges'), 0) - coalesce((SELECT max(`id`) FROM `charges`), 0);
--> statement-breakpoint
CREATE TABLE `__new_charges` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`merchant_id` integer NOT NULL,
	`number` integer NOT NULL,
	`ref` text NOT NULL,
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
	`created_steady_at` integer NOT NULL,
	`pushed_steady_at` integer,
	`transaction_id` text,
	`confirm_by` integer,
	`watch_until` integer,
	`watch_due_at` integer,
	`account_refused_at` integer,
	`receipt` text,
	`paid_at` integer,
	`words` text,
	`mismatch` text,
	`reported` text,
	`marked_by` integer,
	`marked_by_name` text,
	FOREIGN KEY (`merchant_id`) REFERENCES `merchants`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "charges_state" CHECK(state IN ('created', 'pushing', 'pending', 'unconfirmed', 'expired', 'paid', 'declined', 'unknown', 'canceled', 'settled_paid', 'settled_unpaid')),
	CONSTRAINT "charges_amount" CHECK(amount_kes BETWEEN 1 AND 250000),
	CONSTRAINT "charges_paid_has_receipt" CHECK(state <> 'paid' OR receipt IS NOT NULL)
);
--> statement-breakpoint
-- Steady time begins as the machine's clock stands at the first start.
INSERT INTO `__new_charges`("id", "merchant_id", "number", "ref", "shop", "request_key", "state", "msisdn", "amount_kes", "note", "chat_id", "chat_kind", "thread_id", "command_message_id", "user_id", "user_name", "language", "card_message_id", "card_due_at", "card_attempts", "revision", "requested_at", "created_at", "pushed_at", "created_steady_at", "pushed_steady_at", "transaction_id", "confirm_by", "watch_until", "watch_due_at", "receipt", "paid_at", "words", "mismatch") SELECT "id", "merchant_id", "id", lower(hex(randomblob(8))), "shop", "request_key", "state", "msisdn", "amount_kes", "note", "chat_id", "chat_kind", "thread_id", "command_message_id", "user_id", "user_name", "language", "card_message_id", "card_due_at", "card_attempts", "revision", "requested_at", "created_at", "pushed_at", "created_at", "pushed_at", "transaction_id", "confirm_by", "watch_until", "watch_due_at", "receipt", "paid_at", "words", "mismatch" FROM `charges`;
--> statement-breakpoint
DELETE FROM `sqlite_sequence` WHERE `name` = '__new_charges';
--> statement-breakpoint
INSERT INTO `sqlite_sequence` (`name`, `seq`) SELECT '__new_charges', `seq` FROM `sqlite_sequence` WHERE `name` = 'charges';
--> statement-breakpoint
DROP TABLE `charges`;
--> statement-breakpoint
ALTER TABLE `__new_charges` RENAME TO `charges`;
--> statement-breakpoint
CREATE UNIQUE INDEX `charges_request_key` ON `charges` (`request_key`);
--> statement-breakpoint
CREATE UNIQUE INDEX `charges_transaction_id` ON `charges` (`merchant_id`,`transaction_id`);
--> statement-breakpoint
CREATE UNIQUE INDEX `charges_receipt` ON `charges` (`receipt`);
--> statement-breakpoint
CREATE INDEX `charges_card_due` ON `charges` (`card_due_at`) WHERE card_due_at IS NOT NULL;
--> statement-breakpoint
CREATE INDEX `charges_by_phone` ON `charges` (`msisdn`,`id`);
--> statement-breakpoint
CREATE INDEX `charges_by_chat` ON `charges` (`chat_id`,`id`);
--> statement-breakpoint
CREATE INDEX `charges_whole_phone` ON `charges` (`created_at`) WHERE substr(msisdn, 1, 7) <> 'erased:';
--> statement-breakpoint
CREATE INDEX `charges_to_push` ON `charges` (`merchant_id`,`id`) WHERE state = 'created';
--> statement-breakpoint
CREATE INDEX `charges_pushing` ON `charges` (`merchant_id`,`id`) WHERE state = 'pushing';
--> statement-breakpoint
CREATE INDEX `charges_watch_due` ON `charges` (`merchant_id`,`watch_due_at`) WHERE watch_due_at IS NOT NULL;
--> statement-breakpoint
CREATE INDEX `charges_open` ON `charges` (`merchant_id`,`id`) WHERE state IN ('created', 'pushing', 'pending', 'unknown', 'unconfirmed');
--> statement-breakpoint
CREATE INDEX `charges_paid` ON `charges` (`merchant_id`,`paid_at`) WHERE paid_at IS NOT NULL;
--> statement-breakpoint
CREATE UNIQUE INDEX `charges_number` ON `charges` (`merchant_id`,`number`);
--> statement-breakpoint
CREATE UNIQUE INDEX `charges_ref` ON `charges` (`ref`);
--> statement-breakpoint
CREATE INDEX `charges_by_member` ON `charges` (`merchant_id`,`user_id`,`created_steady_at`);
--> statement-breakpoint
CREATE INDEX `charges_by_merchant` ON `charges` (`merchant_id`,`created_steady_at`);
--> statement-breakpoint
UPDATE `outbox` SET `merchant_id` = (SELECT `merchant_id` FROM `charges` WHERE `charges`.`id` = `outbox`.`charge_id`) WHERE `charge_id` IS NOT NULL;

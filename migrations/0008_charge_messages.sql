CREATE TABLE `charge_messages` (
	`charge_id` integer PRIMARY KEY NOT NULL,
	`merchant_id` integer NOT NULL,
	`chat_id` integer NOT NULL,
	`chat_kind` text NOT NULL,
	`thread_id` integer,
	`command_message_id` integer,
	`user_name` text NOT NULL,
	`language` text NOT NULL,
	`shop` text,
	`card_message_id` integer,
	`card_due_at` integer,
	`card_attempts` integer DEFAULT 0 NOT NULL,
	`revision` integer DEFAULT 1 NOT NULL,
	FOREIGN KEY (`charge_id`) REFERENCES `charges`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`merchant_id`) REFERENCES `merchants`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `charge_messages_card_due` ON `charge_messages` (`card_due_at`) WHERE card_due_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX `charge_messages_card_lanes` ON `charge_messages` (`merchant_id`,`chat_id`,`card_due_at`) WHERE card_due_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX `charge_messages_by_chat` ON `charge_messages` (`chat_id`,`charge_id`);--> statement-breakpoint
INSERT INTO `charge_messages`("charge_id", "merchant_id", "chat_id", "chat_kind", "thread_id", "command_message_id", "user_name", "language", "shop", "card_message_id", "card_due_at", "card_attempts", "revision") SELECT "id", "merchant_id", "chat_id", "chat_kind", "thread_id", "command_message_id", "user_name", "language", "shop", "card_message_id", "card_due_at", "card_attempts", "revision" FROM `charges`;--> statement-breakpoint
PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_charges` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`merchant_id` integer NOT NULL,
	`number` integer NOT NULL,
	`ref` text NOT NULL,
	`idempotency_key` text NOT NULL,
	`state` text NOT NULL,
	`msisdn` text NOT NULL,
	`amount_kes` integer NOT NULL,
	`note` text,
	`user_id` integer,
	`requested_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	`pushed_at` integer,
	`created_steady_at` integer NOT NULL,
	`pushed_steady_at` integer,
	`account_id` integer,
	`transaction_id` text,
	`confirm_by` integer,
	`watch_until` integer,
	`watch_due_at` integer,
	`account_refused_at` integer,
	`receipt` text,
	`paid_at` integer,
	`gateway_message` text,
	`mismatch` text,
	`reported` text,
	`marked_by` integer,
	`marked_by_name` text,
	FOREIGN KEY (`merchant_id`) REFERENCES `merchants`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "charges_state" CHECK(state IN ('created', 'pushing', 'pending', 'unconfirmed', 'expired', 'paid', 'declined', 'unknown', 'canceled', 'marked_paid', 'marked_unpaid')),
	CONSTRAINT "charges_amount" CHECK(amount_kes BETWEEN 1 AND 250000),
	CONSTRAINT "charges_paid_has_receipt" CHECK(state <> 'paid' OR receipt IS NOT NULL)
);
--> statement-breakpoint
INSERT INTO `__new_charges`("id", "merchant_id", "number", "ref", "idempotency_key", "state", "msisdn", "amount_kes", "note", "user_id", "requested_at", "created_at", "pushed_at", "created_steady_at", "pushed_steady_at", "account_id", "transaction_id", "confirm_by", "watch_until", "watch_due_at", "account_refused_at", "receipt", "paid_at", "gateway_message", "mismatch", "reported", "marked_by", "marked_by_name") SELECT "id", "merchant_id", "number", "ref", "request_key", replace("state", 'settled_', 'marked_'), "msisdn", "amount_kes", "note", "user_id", "requested_at", "created_at", "pushed_at", "created_steady_at", "pushed_steady_at", "account_id", "transaction_id", "confirm_by", "watch_until", "watch_due_at", "account_refused_at", "receipt", "paid_at", "words", "mismatch", "reported", "marked_by", "marked_by_name" FROM `charges`;--> statement-breakpoint
-- Numbers that were skipped after a restore stay skipped.
DELETE FROM `sqlite_sequence` WHERE `name` = '__new_charges';
--> statement-breakpoint
INSERT INTO `sqlite_sequence` (`name`, `seq`) SELECT '__new_charges', `seq` FROM `sqlite_sequence` WHERE `name` = 'charges';
--> statement-breakpoint
DROP TABLE `charges`;--> statement-breakpoint
ALTER TABLE `__new_charges` RENAME TO `charges`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE UNIQUE INDEX `charges_idempotency_key` ON `charges` (`idempotency_key`);--> statement-breakpoint
CREATE UNIQUE INDEX `charges_number` ON `charges` (`merchant_id`,`number`);--> statement-breakpoint
CREATE UNIQUE INDEX `charges_ref` ON `charges` (`ref`);--> statement-breakpoint
CREATE UNIQUE INDEX `charges_transaction_id` ON `charges` (`merchant_id`,`transaction_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `charges_receipt` ON `charges` (`receipt`);--> statement-breakpoint
CREATE INDEX `charges_to_push` ON `charges` (`merchant_id`,`id`) WHERE state = 'created';--> statement-breakpoint
CREATE INDEX `charges_pushing` ON `charges` (`merchant_id`,`id`) WHERE state = 'pushing';--> statement-breakpoint
CREATE INDEX `charges_watch_due` ON `charges` (`merchant_id`,`watch_due_at`) WHERE watch_due_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX `charges_open` ON `charges` (`merchant_id`,`id`) WHERE state IN ('created', 'pushing', 'pending', 'unconfirmed', 'unknown');--> statement-breakpoint
CREATE INDEX `charges_by_phone` ON `charges` (`msisdn`,`created_steady_at`);--> statement-breakpoint
CREATE INDEX `charges_mismatched` ON `charges` (`merchant_id`,`id`) WHERE mismatch IS NOT NULL AND state IN ('pending', 'unconfirmed', 'expired');--> statement-breakpoint
CREATE INDEX `charges_paid` ON `charges` (`merchant_id`,`paid_at`) WHERE paid_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX `charges_by_member` ON `charges` (`merchant_id`,`user_id`,`created_steady_at`);--> statement-breakpoint
CREATE INDEX `charges_by_merchant` ON `charges` (`merchant_id`,`created_steady_at`);--> statement-breakpoint
CREATE INDEX `charges_whole_phone` ON `charges` (`created_at`) WHERE substr(msisdn, 1, 7) <> 'erased:';--> statement-breakpoint
UPDATE `charge_events` SET `from` = replace(`from`, 'settled_', 'marked_'), `to` = replace(`to`, 'settled_', 'marked_')
  WHERE `from` IN ('settled_paid', 'settled_unpaid') OR `to` IN ('settled_paid', 'settled_unpaid');
--> statement-breakpoint
ALTER TABLE `drafts` RENAME COLUMN `doubts` TO `shown_reasons`;

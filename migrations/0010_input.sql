CREATE TABLE `items` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`merchant_id` integer NOT NULL,
	`ref` text NOT NULL,
	`name` text NOT NULL,
	`name_key` text NOT NULL,
	`price_kes` integer NOT NULL,
	FOREIGN KEY (`merchant_id`) REFERENCES `merchants`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `items_ref` ON `items` (`ref`);--> statement-breakpoint
CREATE UNIQUE INDEX `items_name` ON `items` (`merchant_id`,`name_key`);--> statement-breakpoint
CREATE INDEX `items_by_merchant` ON `items` (`merchant_id`,`id`);--> statement-breakpoint
CREATE TABLE `keyboards` (
	`user_id` integer PRIMARY KEY NOT NULL,
	`is_on` integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE `drafts` ADD `basket` text;--> statement-breakpoint
CREATE INDEX `charge_messages_by_card` ON `charge_messages` (`chat_id`,`card_message_id`) WHERE card_message_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX `outbox_told` ON `outbox` (`chat_id`,`message_id`) WHERE message_id IS NOT NULL AND charge_id IS NOT NULL;
PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_book_entries` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`merchant_id` integer NOT NULL,
	`charge_id` integer NOT NULL,
	`user_id` integer,
	`at` integer NOT NULL,
	`kind` text NOT NULL,
	`amount_kes` integer NOT NULL,
	`takes_back` integer,
	`refund_id` integer,
	FOREIGN KEY (`merchant_id`) REFERENCES `merchants`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`charge_id`) REFERENCES `charges`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`refund_id`) REFERENCES `refunds`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "book_entries_kind" CHECK(kind IN ('confirmed', 'by_hand', 'refund'))
);
--> statement-breakpoint
INSERT INTO `__new_book_entries`("id", "merchant_id", "charge_id", "user_id", "at", "kind", "amount_kes", "takes_back", "refund_id") SELECT "id", "merchant_id", "charge_id", "user_id", "at", "kind", "amount_kes", "takes_back", NULL FROM `book_entries`;--> statement-breakpoint
DROP TABLE `book_entries`;--> statement-breakpoint
ALTER TABLE `__new_book_entries` RENAME TO `book_entries`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE INDEX `book_entries_by_merchant` ON `book_entries` (`merchant_id`,`id`);--> statement-breakpoint
CREATE INDEX `book_entries_by_cashier` ON `book_entries` (`user_id`,`id`);--> statement-breakpoint
CREATE INDEX `book_entries_by_charge` ON `book_entries` (`charge_id`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `book_entries_taken_back_once` ON `book_entries` (`takes_back`) WHERE takes_back IS NOT NULL;--> statement-breakpoint
ALTER TABLE `customer_takings` ADD `refunded_kes` integer DEFAULT 0 NOT NULL;
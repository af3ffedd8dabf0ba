CREATE TABLE `refunds` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`ref` text NOT NULL,
	`charge_id` integer NOT NULL,
	`merchant_id` integer NOT NULL,
	`amount_kes` integer NOT NULL,
	`reason` text NOT NULL,
	`idempotency_key` text NOT NULL,
	`recorded_at` integer NOT NULL,
	`recorded_by` integer NOT NULL,
	`recorded_by_name` text NOT NULL,
	`taken_back_at` integer,
	`taken_back_by` integer,
	`taken_back_by_name` text,
	`taken_back_reason` text,
	FOREIGN KEY (`charge_id`) REFERENCES `charges`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`merchant_id`) REFERENCES `merchants`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "refunds_amount" CHECK(amount_kes BETWEEN 1 AND 250000)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `refunds_ref` ON `refunds` (`ref`);--> statement-breakpoint
CREATE UNIQUE INDEX `refunds_idempotency_key` ON `refunds` (`idempotency_key`);--> statement-breakpoint
CREATE INDEX `refunds_by_charge` ON `refunds` (`charge_id`,`id`);--> statement-breakpoint
CREATE INDEX `refunds_by_time` ON `refunds` (`merchant_id`,`recorded_at`);--> statement-breakpoint
ALTER TABLE `drafts` ADD `about` text;
CREATE TABLE `merchant_settings` (
	`merchant_id` integer PRIMARY KEY NOT NULL,
	`language` text,
	`quiet_from` integer,
	`quiet_to` integer,
	`cashiers_mark_paid` integer DEFAULT true NOT NULL,
	`asks_first` integer DEFAULT false NOT NULL,
	`phone_limit` integer,
	`member_limit` integer,
	`max_amount_kes` integer,
	`receipt_line` text,
	`receipt_logo` text,
	FOREIGN KEY (`merchant_id`) REFERENCES `merchants`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "merchant_settings_quiet" CHECK((quiet_from IS NULL) = (quiet_to IS NULL)),
	CONSTRAINT "merchant_settings_amount" CHECK(max_amount_kes BETWEEN 1 AND 250000)
);
--> statement-breakpoint
CREATE TABLE `summaries` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`merchant_id` integer NOT NULL,
	`chat_id` integer NOT NULL,
	`topic` integer NOT NULL,
	`period` text NOT NULL,
	`minute` integer NOT NULL,
	`language` text NOT NULL,
	`set_by` integer NOT NULL,
	`due_at` integer NOT NULL,
	`last_key` text,
	`summed_until` integer,
	FOREIGN KEY (`merchant_id`) REFERENCES `merchants`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "summaries_period" CHECK(period IN ('day', 'week', 'month')),
	CONSTRAINT "summaries_minute" CHECK(minute BETWEEN 0 AND 1439)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `summaries_by_place` ON `summaries` (`merchant_id`,`chat_id`,`topic`,`period`);--> statement-breakpoint
CREATE INDEX `summaries_by_chat` ON `summaries` (`chat_id`);--> statement-breakpoint
CREATE INDEX `summaries_due` ON `summaries` (`due_at`);--> statement-breakpoint
CREATE INDEX `charges_paid_by_member` ON `charges` (`merchant_id`,`paid_at`,`state`,`user_id`,`amount_kes`) WHERE paid_at IS NOT NULL;
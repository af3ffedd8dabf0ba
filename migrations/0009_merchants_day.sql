CREATE TABLE `book_entries` (
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
CREATE INDEX `book_entries_by_merchant` ON `book_entries` (`merchant_id`,`id`);--> statement-breakpoint
CREATE INDEX `book_entries_by_cashier` ON `book_entries` (`user_id`,`id`);--> statement-breakpoint
CREATE INDEX `book_entries_by_charge` ON `book_entries` (`charge_id`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `book_entries_taken_back_once` ON `book_entries` (`takes_back`) WHERE takes_back IS NOT NULL;--> statement-breakpoint
CREATE TABLE `closings` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`merchant_id` integer NOT NULL,
	`shift_of` integer NOT NULL,
	`number` integer NOT NULL,
	`ref` text NOT NULL,
	`from_at` integer,
	`at` integer NOT NULL,
	`closed_by` integer NOT NULL,
	`closed_by_name` text NOT NULL,
	`through_entry` integer NOT NULL,
	`through_number` integer NOT NULL,
	`figures` text NOT NULL,
	FOREIGN KEY (`merchant_id`) REFERENCES `merchants`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `closings_number` ON `closings` (`merchant_id`,`shift_of`,`number`);--> statement-breakpoint
CREATE UNIQUE INDEX `closings_ref` ON `closings` (`ref`);--> statement-breakpoint
CREATE INDEX `closings_by_merchant` ON `closings` (`merchant_id`,`id`);--> statement-breakpoint
CREATE INDEX `closings_by_shift` ON `closings` (`merchant_id`,`shift_of`,`id`);--> statement-breakpoint
CREATE TABLE `customer_takings` (
	`customer_id` integer NOT NULL,
	`merchant_id` integer NOT NULL,
	`user_id` integer NOT NULL,
	`confirmed_count` integer NOT NULL,
	`confirmed_kes` integer NOT NULL,
	`by_hand_count` integer NOT NULL,
	`by_hand_kes` integer NOT NULL,
	`refunded_kes` integer DEFAULT 0 NOT NULL,
	`first_paid_at` integer NOT NULL,
	`last_paid_at` integer NOT NULL,
	PRIMARY KEY(`customer_id`, `user_id`),
	FOREIGN KEY (`customer_id`) REFERENCES `customers`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`merchant_id`) REFERENCES `merchants`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `customer_takings_latest` ON `customer_takings` (`merchant_id`,`user_id`,`last_paid_at`,`customer_id`);--> statement-breakpoint
CREATE TABLE `customer_words` (
	`merchant_id` integer NOT NULL,
	`word` text NOT NULL,
	`customer_id` integer NOT NULL,
	PRIMARY KEY(`merchant_id`, `word`, `customer_id`),
	FOREIGN KEY (`merchant_id`) REFERENCES `merchants`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`customer_id`) REFERENCES `customers`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `customer_words_of` ON `customer_words` (`customer_id`);--> statement-breakpoint
CREATE TABLE `customers` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`ref` text DEFAULT (lower(hex(randomblob(12)))) NOT NULL,
	`merchant_id` integer NOT NULL,
	`msisdn` text NOT NULL,
	`name` text,
	`named_by` integer,
	`named_at` integer,
	`seen_at` integer NOT NULL,
	FOREIGN KEY (`merchant_id`) REFERENCES `merchants`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `customers_ref` ON `customers` (`ref`);--> statement-breakpoint
CREATE UNIQUE INDEX `customers_by_phone` ON `customers` (`merchant_id`,`msisdn`);--> statement-breakpoint
CREATE INDEX `customers_named` ON `customers` (`seen_at`) WHERE name IS NOT NULL;--> statement-breakpoint
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
CREATE TABLE `keyboards` (
	`user_id` integer PRIMARY KEY NOT NULL,
	`is_on` integer NOT NULL
);
--> statement-breakpoint
DROP INDEX `charges_paid`;--> statement-breakpoint
ALTER TABLE `charges` ADD `closed_at` integer;--> statement-breakpoint
ALTER TABLE `charges` ADD `closed_by` integer;--> statement-breakpoint
ALTER TABLE `charges` ADD `closed_by_name` text;--> statement-breakpoint
ALTER TABLE `charges` ADD `close_reason` text;--> statement-breakpoint
CREATE INDEX `charges_by_cashier` ON `charges` (`merchant_id`,`user_id`,`number`);--> statement-breakpoint
CREATE INDEX `charges_by_day` ON `charges` (`merchant_id`,CASE WHEN paid_at IS NULL THEN created_at ELSE paid_at END);--> statement-breakpoint
CREATE INDEX `charges_paid` ON `charges` (`merchant_id`,`paid_at`,`id`,`state`,`amount_kes`,`user_id`) WHERE paid_at IS NOT NULL;--> statement-breakpoint
ALTER TABLE `charge_messages` ADD `command_word` text;--> statement-breakpoint
ALTER TABLE `charge_messages` ADD `notice_message_id` integer;--> statement-breakpoint
CREATE INDEX `charge_messages_by_card` ON `charge_messages` (`chat_id`,`card_message_id`) WHERE card_message_id IS NOT NULL;--> statement-breakpoint
ALTER TABLE `chats` ADD `bot_may_delete` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `drafts` ADD `contact_name` text;--> statement-breakpoint
ALTER TABLE `drafts` ADD `basket` text;--> statement-breakpoint
ALTER TABLE `drafts` ADD `about` text;--> statement-breakpoint
ALTER TABLE `drafts` ADD `command_word` text;--> statement-breakpoint
ALTER TABLE `link_requests` ADD `command_word` text;--> statement-breakpoint
CREATE INDEX `outbox_told` ON `outbox` (`chat_id`,`message_id`) WHERE message_id IS NOT NULL AND charge_id IS NOT NULL;
--> statement-breakpoint
-- The customers who paid before they were kept, and what they paid.
INSERT INTO `customers` (`merchant_id`, `msisdn`, `seen_at`)
  SELECT `merchant_id`, `msisdn`, max(`paid_at`) FROM `charges`
  WHERE `paid_at` IS NOT NULL AND substr(`msisdn`, 1, 7) <> 'erased:'
  GROUP BY `merchant_id`, `msisdn`;
--> statement-breakpoint
INSERT INTO `customer_takings` (`customer_id`, `merchant_id`, `user_id`, `confirmed_count`, `confirmed_kes`, `by_hand_count`, `by_hand_kes`, `first_paid_at`, `last_paid_at`)
  SELECT c.`id`, p.`merchant_id`, p.`user_id`, sum(p.`state` = 'paid'), sum((p.`state` = 'paid') * p.`amount_kes`),
    sum(p.`state` <> 'paid'), sum((p.`state` <> 'paid') * p.`amount_kes`), min(p.`paid_at`), max(p.`paid_at`)
  FROM (
    SELECT `merchant_id`, `msisdn`, 0 AS `user_id`, `state`, `amount_kes`, `paid_at` FROM `charges` WHERE `paid_at` IS NOT NULL
    UNION ALL
    SELECT `merchant_id`, `msisdn`, `user_id`, `state`, `amount_kes`, `paid_at` FROM `charges`
      WHERE `paid_at` IS NOT NULL AND `user_id` IS NOT NULL
  ) p
  JOIN `customers` c ON c.`merchant_id` = p.`merchant_id` AND c.`msisdn` = p.`msisdn`
  GROUP BY c.`id`, p.`merchant_id`, p.`user_id`;
--> statement-breakpoint
-- The books of what happened before they were kept, from the audit log in its order.
INSERT INTO `book_entries` (`merchant_id`, `charge_id`, `user_id`, `at`, `kind`, `amount_kes`)
  SELECT `merchant_id`, `charge_id`, `user_id`, `at`, `kind`, `amount_kes` FROM (
    SELECT c.`merchant_id`, c.`id` AS `charge_id`, c.`user_id`, e.`at`, 'by_hand' AS `kind`, -c.`amount_kes` AS `amount_kes`, e.`id` AS `event_id`, 0 AS `place`
      FROM `charge_events` e JOIN `charges` c ON c.`id` = e.`charge_id`
      WHERE e.`from` = 'marked_paid' AND e.`to` <> 'marked_paid'
    UNION ALL
    SELECT c.`merchant_id`, c.`id`, c.`user_id`, e.`at`, CASE e.`to` WHEN 'paid' THEN 'confirmed' ELSE 'by_hand' END, c.`amount_kes`, e.`id`, 1
      FROM `charge_events` e JOIN `charges` c ON c.`id` = e.`charge_id`
      WHERE e.`to` IN ('paid', 'marked_paid') AND e.`from` <> e.`to`)
  ORDER BY `event_id`, `place`;
--> statement-breakpoint
UPDATE `book_entries` SET `takes_back` = (
    SELECT max(b.`id`) FROM `book_entries` b
      WHERE b.`charge_id` = `book_entries`.`charge_id` AND b.`kind` = `book_entries`.`kind` AND b.`amount_kes` > 0 AND b.`id` < `book_entries`.`id`)
  WHERE `amount_kes` < 0;

CREATE TABLE `customer_takings` (
	`customer_id` integer NOT NULL,
	`merchant_id` integer NOT NULL,
	`user_id` integer NOT NULL,
	`confirmed_count` integer NOT NULL,
	`confirmed_kes` integer NOT NULL,
	`by_hand_count` integer NOT NULL,
	`by_hand_kes` integer NOT NULL,
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
ALTER TABLE `drafts` ADD `contact_name` text;
--> statement-breakpoint
INSERT INTO `customers` (`merchant_id`, `msisdn`, `seen_at`)
  SELECT `merchant_id`, `msisdn`, max(`paid_at`) FROM `charges`
  WHERE `paid_at` IS NOT NULL AND substr(`msisdn`, 1, 7) <> 'erased:'
  GROUP BY `merchant_id`, `msisdn`;
--> statement-breakpoint
INSERT INTO `customer_takings`
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

CREATE TABLE `book_entries` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`merchant_id` integer NOT NULL,
	`charge_id` integer NOT NULL,
	`user_id` integer,
	`at` integer NOT NULL,
	`kind` text NOT NULL,
	`amount_kes` integer NOT NULL,
	`takes_back` integer,
	FOREIGN KEY (`merchant_id`) REFERENCES `merchants`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`charge_id`) REFERENCES `charges`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "book_entries_kind" CHECK(kind IN ('confirmed', 'by_hand'))
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
DROP INDEX `charges_paid`;--> statement-breakpoint
CREATE INDEX `charges_by_cashier` ON `charges` (`merchant_id`,`user_id`,`number`);--> statement-breakpoint
CREATE INDEX `charges_by_day` ON `charges` (`merchant_id`,CASE WHEN paid_at IS NULL THEN created_at ELSE paid_at END);--> statement-breakpoint
CREATE INDEX `charges_paid` ON `charges` (`merchant_id`,`paid_at`,`id`,`state`,`amount_kes`,`user_id`) WHERE paid_at IS NOT NULL;--> statement-breakpoint
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

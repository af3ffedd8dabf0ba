DROP INDEX `outbox_one_notice`;
--> statement-breakpoint
DROP INDEX `outbox_one_announcement`;
--> statement-breakpoint
CREATE UNIQUE INDEX `outbox_one_notice` ON `outbox` (`charge_id`,`notice`) WHERE kind = 'notice' AND notice NOT IN ('mismatch', 'marked');
--> statement-breakpoint
CREATE UNIQUE INDEX `outbox_one_announcement` ON `outbox` (`charge_id`,`notice`,`chat_id`) WHERE kind = 'announcement' AND notice NOT IN ('mismatch', 'marked');
--> statement-breakpoint
CREATE INDEX `charges_mismatched` ON `charges` (`merchant_id`,`id`) WHERE mismatch IS NOT NULL AND state IN ('pending', 'unconfirmed', 'expired');
--> statement-breakpoint
-- A column whose default differs from row to row can only come with a new table.
CREATE TABLE `__new_merchants` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`ref` text DEFAULT (lower(hex(randomblob(12)))) NOT NULL,
	`name` text NOT NULL,
	`created_at` integer NOT NULL,
	`suspended_at` integer,
	`refusal_told_at` integer,
	`next_number` integer DEFAULT 1 NOT NULL
);
--> statement-breakpoint
INSERT INTO `__new_merchants`("id", "name", "created_at", "suspended_at", "refusal_told_at", "next_number") SELECT "id", "name", "created_at", "suspended_at", "refusal_told_at", "next_number" FROM `merchants`;
--> statement-breakpoint
DELETE FROM `sqlite_sequence` WHERE `name` = '__new_merchants';
--> statement-breakpoint
INSERT INTO `sqlite_sequence` (`name`, `seq`) SELECT '__new_merchants', `seq` FROM `sqlite_sequence` WHERE `name` = 'merchants';
--> statement-breakpoint
DROP TABLE `merchants`;
--> statement-breakpoint
ALTER TABLE `__new_merchants` RENAME TO `merchants`;
--> statement-breakpoint
CREATE UNIQUE INDEX `merchants_ref_unique` ON `merchants` (`ref`);
--> statement-breakpoint
-- Whose word it was is in the trail; a name, where it is known.
UPDATE `charges` SET `marked_by` = (SELECT CAST(substr(`actor`, 6) AS integer) FROM `charge_events`
  WHERE `charge_id` = `charges`.`id` AND `to` = `charges`.`state` AND `actor` LIKE 'user:%' ORDER BY `id` DESC LIMIT 1)
  WHERE `state` IN ('settled_paid', 'settled_unpaid') AND `marked_by` IS NULL;
--> statement-breakpoint
UPDATE `charges` SET `marked_by_name` = CASE WHEN `marked_by` = `user_id` THEN `user_name`
  ELSE (SELECT `name` FROM `members` WHERE `members`.`merchant_id` = `charges`.`merchant_id` AND `members`.`user_id` = `marked_by`) END
  WHERE `state` IN ('settled_paid', 'settled_unpaid') AND `marked_by_name` IS NULL;

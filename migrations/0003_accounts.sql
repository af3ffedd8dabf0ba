CREATE TABLE `accounts` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`merchant_id` integer NOT NULL,
	`identity` text,
	`key_id` text,
	`sealed` text,
	`opened_at` integer NOT NULL,
	`ended_at` integer,
	FOREIGN KEY (`merchant_id`) REFERENCES `merchants`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `accounts_by_merchant` ON `accounts` (`merchant_id`);
--> statement-breakpoint
CREATE UNIQUE INDEX `accounts_one_current` ON `accounts` (`merchant_id`) WHERE ended_at IS NULL;
--> statement-breakpoint
INSERT INTO `accounts` (`merchant_id`, `key_id`, `sealed`, `opened_at`, `ended_at`)
  SELECT `merchant_id`, `key_id`, `sealed`, `ended_at`, `ended_at` FROM `former_accounts` ORDER BY `id`;
--> statement-breakpoint
INSERT INTO `accounts` (`merchant_id`, `key_id`, `sealed`, `opened_at`)
  SELECT `id`, `key_id`, `sealed`, `created_at` FROM `merchants` WHERE `sealed` IS NOT NULL ORDER BY `id`;
--> statement-breakpoint
DROP TABLE `former_accounts`;
--> statement-breakpoint
ALTER TABLE `charges` ADD `account_id` integer REFERENCES accounts(id);
--> statement-breakpoint
-- Until now the account was told by the time of the push. The first merchant's is in the environment: its charges are given that
-- account when the program starts.
UPDATE `charges` SET `account_id` = coalesce(
  (SELECT `id` FROM `accounts` WHERE `accounts`.`merchant_id` = `charges`.`merchant_id` AND `ended_at` > `pushed_at` ORDER BY `ended_at`, `id` LIMIT 1),
  (SELECT `id` FROM `accounts` WHERE `accounts`.`merchant_id` = `charges`.`merchant_id` AND `ended_at` IS NULL)
) WHERE `pushed_at` IS NOT NULL;
--> statement-breakpoint
ALTER TABLE `merchants` DROP COLUMN `key_id`;
--> statement-breakpoint
ALTER TABLE `merchants` DROP COLUMN `sealed`;

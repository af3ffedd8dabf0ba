CREATE TABLE `chat_questions` (
	`ref` text PRIMARY KEY NOT NULL,
	`merchant_id` integer NOT NULL,
	`chat_id` integer NOT NULL,
	`title` text,
	`why` text NOT NULL,
	`person_id` integer,
	`is_linked` integer NOT NULL,
	`is_announced` integer NOT NULL,
	`thread_id` integer,
	`language` text,
	`asked_at` integer NOT NULL,
	`settled_at` integer,
	FOREIGN KEY (`merchant_id`) REFERENCES `merchants`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `chat_questions_open` ON `chat_questions` (`merchant_id`,`chat_id`) WHERE settled_at IS NULL;
--> statement-breakpoint
CREATE INDEX `chat_questions_by_chat` ON `chat_questions` (`chat_id`);
--> statement-breakpoint
CREATE TABLE `link_requests` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`chat_id` integer NOT NULL,
	`user_id` integer NOT NULL,
	`merchant_id` integer NOT NULL,
	`title` text,
	`thread_id` integer,
	`command_message_id` integer,
	`language` text NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`due_at` integer NOT NULL,
	FOREIGN KEY (`merchant_id`) REFERENCES `merchants`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `link_requests_by_person` ON `link_requests` (`chat_id`,`user_id`);
--> statement-breakpoint
CREATE INDEX `link_requests_due` ON `link_requests` (`due_at`);
--> statement-breakpoint
ALTER TABLE `chats` ADD `title` text;
--> statement-breakpoint
ALTER TABLE `chats` ADD `linker_is_admin` integer DEFAULT false NOT NULL;
--> statement-breakpoint
ALTER TABLE `chats` ADD `check_due_at` integer;
--> statement-breakpoint
CREATE INDEX `chats_by_merchant` ON `chats` (`merchant_id`);
--> statement-breakpoint
CREATE INDEX `chats_check_due` ON `chats` (`check_due_at`) WHERE check_due_at IS NOT NULL;
--> statement-breakpoint
CREATE TABLE `__new_invites` (
	`code_hash` text PRIMARY KEY NOT NULL,
	`ref` text NOT NULL,
	`merchant_id` integer,
	`role` text,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`used_at` integer,
	`used_by` integer,
	`revoked_at` integer,
	FOREIGN KEY (`merchant_id`) REFERENCES `merchants`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
INSERT INTO `__new_invites`("code_hash", "ref", "merchant_id", "role", "created_by", "created_at", "expires_at", "used_at", "used_by", "revoked_at") SELECT "code_hash", char(97 + abs(random() % 26)) || char(97 + abs(random() % 26)) || char(97 + abs(random() % 26)) || char(97 + abs(random() % 26)) || char(97 + abs(random() % 26)) || char(97 + abs(random() % 26)) || char(97 + abs(random() % 26)) || char(97 + abs(random() % 26)), "merchant_id", "role", "created_by", "created_at", "expires_at", "used_at", "used_by", "revoked_at" FROM `invites`;
--> statement-breakpoint
DROP TABLE `invites`;
--> statement-breakpoint
ALTER TABLE `__new_invites` RENAME TO `invites`;
--> statement-breakpoint
CREATE UNIQUE INDEX `invites_ref` ON `invites` (`ref`);
--> statement-breakpoint
CREATE INDEX `invites_by_maker` ON `invites` (`created_by`);
--> statement-breakpoint
CREATE INDEX `invites_by_end` ON `invites` (`expires_at`);
--> statement-breakpoint
ALTER TABLE `members` ADD `suspension_told` integer;
--> statement-breakpoint
CREATE INDEX `announcements_by_chat` ON `announcements` (`chat_id`);
--> statement-breakpoint
-- Who linked and who announced is in the audit trail, where the chat's id is still what it was.
UPDATE `chats` SET `linked_by` = (SELECT CAST(substr(`actor`, 6) AS integer) FROM `merchant_events`
  WHERE `merchant_id` = `chats`.`merchant_id` AND `what` = 'linked' AND `actor` LIKE 'user:%'
  AND json_extract(`detail`, '$.chatId') = `chats`.`chat_id` ORDER BY `id` DESC LIMIT 1) WHERE `linked_by` IS NULL;
--> statement-breakpoint
UPDATE `announcements` SET `set_by` = CASE WHEN `chat_id` > 0 THEN `chat_id` ELSE (SELECT CAST(substr(`actor`, 6) AS integer)
  FROM `merchant_events` WHERE `merchant_id` = `announcements`.`merchant_id` AND `what` = 'announces' AND `actor` LIKE 'user:%'
  AND json_extract(`detail`, '$.chatId') = `announcements`.`chat_id` ORDER BY `id` DESC LIMIT 1) END WHERE `set_by` IS NULL;
--> statement-breakpoint
-- Nobody was asked for an administrator until now, so it is asked of every group once: the owners hear of each where it is not so.
UPDATE `chats` SET `linker_is_admin` = `linked_by` IS NOT NULL, `check_due_at` = 0;

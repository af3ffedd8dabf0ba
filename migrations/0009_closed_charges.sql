ALTER TABLE `charge_messages` ADD `notice_message_id` integer;--> statement-breakpoint
ALTER TABLE `charges` ADD `closed_at` integer;--> statement-breakpoint
ALTER TABLE `charges` ADD `closed_by` integer;--> statement-breakpoint
ALTER TABLE `charges` ADD `closed_by_name` text;--> statement-breakpoint
ALTER TABLE `charges` ADD `close_reason` text;
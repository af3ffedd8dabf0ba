ALTER TABLE `charge_messages` ADD `command_word` text;--> statement-breakpoint
ALTER TABLE `chats` ADD `bot_may_delete` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `link_requests` ADD `command_word` text;--> statement-breakpoint
ALTER TABLE `drafts` ADD `command_word` text;
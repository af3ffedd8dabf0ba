DROP INDEX `outbox_waiting`;--> statement-breakpoint
ALTER TABLE `outbox` ADD `tenant` integer GENERATED ALWAYS AS (coalesce(merchant_id, 0)) VIRTUAL NOT NULL;--> statement-breakpoint
ALTER TABLE `outbox` ADD `priority` integer GENERATED ALWAYS AS (CASE kind WHEN 'notice' THEN 0 WHEN 'announcement' THEN 1 WHEN 'delete' THEN 2 WHEN 'card' THEN 3 WHEN 'message' THEN 4 WHEN 'edit' THEN 5 END) VIRTUAL NOT NULL;--> statement-breakpoint
CREATE INDEX `outbox_lanes` ON `outbox` (`priority`,`tenant`,`chat_id`) WHERE due_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX `outbox_parked` ON `outbox` (`merchant_id`,`id`) WHERE parked_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX `outbox_waiting` ON `outbox` (`chat_id`,`priority`,`id`) WHERE due_at IS NOT NULL;--> statement-breakpoint
ALTER TABLE `inbox` ADD `merchant_id` integer REFERENCES merchants(id);--> statement-breakpoint
ALTER TABLE `inbox` ADD `tenant` integer GENERATED ALWAYS AS (coalesce(merchant_id, 0)) VIRTUAL NOT NULL;--> statement-breakpoint
CREATE INDEX `inbox_lanes` ON `inbox` (`tenant`,`chat_id`,`seq`) WHERE due_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX `inbox_strangers` ON `inbox` (`is_stranger`) WHERE due_at IS NOT NULL;--> statement-breakpoint
ALTER TABLE `program` ADD `first_bot_id` integer;--> statement-breakpoint
CREATE INDEX `charges_card_lanes` ON `charges` (`merchant_id`,`chat_id`,`card_due_at`) WHERE card_due_at IS NOT NULL;
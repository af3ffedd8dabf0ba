DROP INDEX `outbox_settled`;--> statement-breakpoint
CREATE INDEX `outbox_to_forget` ON `outbox` (`settled_at`) WHERE settled_at IS NOT NULL AND kind <> 'notice';--> statement-breakpoint
CREATE INDEX `outbox_unsettled` ON `outbox` (`chat_id`) WHERE settled_at IS NULL;--> statement-breakpoint
DROP INDEX `charges_by_phone`;--> statement-breakpoint
CREATE INDEX `charges_by_phone` ON `charges` (`msisdn`,`created_steady_at`);--> statement-breakpoint
CREATE INDEX `blocked_phones_whole` ON `blocked_phones` (`blocked_at`) WHERE substr(phone, 1, 7) <> 'erased:';--> statement-breakpoint
CREATE INDEX `drafts_by_merchant` ON `drafts` (`merchant_id`,`user_id`);--> statement-breakpoint
CREATE INDEX `drafts_by_end` ON `drafts` (`expires_at`);--> statement-breakpoint
CREATE INDEX `strangers_by_time` ON `strangers` (`told_at`);
DROP INDEX `charges_paid`;--> statement-breakpoint
CREATE INDEX `charges_paid` ON `charges` (`merchant_id`,`paid_at`,`id`,`state`,`amount_kes`,`user_id`) WHERE paid_at IS NOT NULL;
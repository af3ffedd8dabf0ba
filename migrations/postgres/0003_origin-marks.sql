ALTER TABLE "database_origin" ADD COLUMN "written_by" bigint;--> statement-breakpoint
ALTER TABLE "database_origin" ADD COLUMN "written_in" bigint;--> statement-breakpoint
ALTER TABLE "database_origin" ADD COLUMN "moved_at" bigint;--> statement-breakpoint
ALTER TABLE "database_origin" ADD COLUMN "arriving_at" bigint;
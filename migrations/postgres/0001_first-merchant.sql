-- The merchant of the environment's account, as SQLite's migrations make it. The sequence goes on behind it.
INSERT INTO "merchants" ("name", "created_at") VALUES ('', CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint));

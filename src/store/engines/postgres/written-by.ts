/**
 * What `database_origin.written_by` is set to by every statement that writes the row, else it would be taken for one that was loaded from a
 * dump. Such a statement runs in no savepoint: those have numbers of their own.
 */
export const WRITTEN_BY = 'pg_current_xact_id()::text::bigint';

import { sql, type SQL } from 'drizzle-orm';

/**
 * The merchant whose turn something takes: the one that a group is linked to, otherwise the one that the person chose, otherwise
 * the first of their memberships. Null for none.
 */
export const merchantOf = (chatId: unknown, userId: unknown): SQL<number | null> =>
  sql<number | null>`coalesce(
    (SELECT merchant_id FROM chats WHERE chat_id = ${chatId}),
    (SELECT merchant_id FROM chosen_shops WHERE user_id = ${userId}),
    (SELECT merchant_id FROM members WHERE user_id = ${userId} ORDER BY added_at LIMIT 1))`;

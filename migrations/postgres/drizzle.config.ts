import { defineConfig } from 'drizzle-kit';

/** Makes PostgreSQL's migrations: `npm run generate:postgres`. */
export default defineConfig({
  dialect: 'postgresql',
  schema: './src/store/engines/postgres/schema.ts',
  out: './migrations/postgres',
});

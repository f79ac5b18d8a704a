import { sql } from 'kysely';
import type { Db } from '../../server/store/schema.ts';

/** Whose latest consent is withdrawn. */
export async function withdrawnPeople(db: Db): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select person_id as id from consents c
    where withdrawn_at is not null
      and c.id = (select max(id) from consents where person_id = c.person_id)`.execute(db);
  return rows.map(({ id }) => id);
}

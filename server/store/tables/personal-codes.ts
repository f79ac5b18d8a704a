import type { Selectable } from 'kysely';
import { deleteRows, findRow, findRows, hadEffect } from '#database';
import type { Db, PersonalCodesTable } from '../schema.ts';

export type PersonalCodeRow = Selectable<PersonalCodesTable>;
type Named = Pick<PersonalCodeRow, 'personId' | 'codeId'>;

export async function findPersonalCode(
  db: Db,
  personId: string,
): Promise<PersonalCodeRow | undefined> {
  return findRow(db, 'personal_codes', { personId });
}

export async function personalCodes(db: Db): Promise<PersonalCodeRow[]> {
  return findRows(db, 'personal_codes', {}, 'personId');
}

/** Those of these people who have a secret. */
export async function peopleWithCode(db: Db, among: readonly string[]): Promise<Set<string>> {
  if (among.length === 0) return new Set();
  const query = db.selectFrom('personal_codes').select('personId').where('personId', 'in', among);
  return new Set((await query.execute()).map(({ personId }) => personId));
}

/** Replaces the person's former secret. */
export async function putPersonalCode(db: Db, row: PersonalCodeRow): Promise<void> {
  const { personId, ...rest } = row;
  await db
    .insertInto('personal_codes')
    .values({ personId, ...rest })
    .onConflict((conflict) => conflict.column('personId').doUpdateSet(rest))
    .execute();
}

/** @returns false when there was none */
export async function deletePersonalCode(db: Db, personId: string): Promise<boolean> {
  return deleteRows(db, 'personal_codes', { personId });
}

/**
 * Uses up a time step and all before it. Of two concurrent requests for the same step, at any instances, only one
 * succeeds.
 * @returns false when the step is used or the secret has changed
 */
export async function takeStep(
  db: Db,
  { personId, codeId }: Named,
  usedStep: number,
): Promise<boolean> {
  return db
    .updateTable('personal_codes')
    .set({ usedStep })
    .where('personId', '=', personId)
    .where('codeId', '=', codeId)
    .where('usedStep', '<', usedStep)
    .$call(hadEffect);
}

/** Uses up every time step up to this one, for everybody. */
export async function takeStepsUntil(db: Db, usedStep: number): Promise<void> {
  const query = db.updateTable('personal_codes').set({ usedStep });
  await query.where('usedStep', '<', usedStep).execute();
}

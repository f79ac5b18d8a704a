import type { Selectable } from 'kysely';
import { changeRows, deleteRows, findRows } from '#database';
import type { Db, TemplatesTable } from '../schema.ts';

type TemplateRow = Selectable<TemplatesTable>;

export async function insertTemplate(db: Db, template: Omit<TemplateRow, 'id'>): Promise<void> {
  await db.insertInto('templates').values(template).execute();
}

/** The model's templates of all these people, in the order of adding. */
export async function templatesOf(db: Db, model: string, personIds: readonly string[]) {
  if (personIds.length === 0) return [];
  return db
    .selectFrom('templates')
    .select(['personId', 'ciphertext', 'createdAt'])
    .where('model', '=', model)
    .where('personId', 'in', personIds)
    .orderBy('id')
    .execute();
}

/** Keeps the templates of other recognisers. */
export async function deleteTemplatesOf(db: Db, model: string, personId: string): Promise<void> {
  for (const table of ['templates', 'fused_templates'] as const) {
    await db
      .deleteFrom(table)
      .where('model', '=', model)
      .where('personId', '=', personId)
      .execute();
  }
}

/** Whether this recogniser made a template of anybody enrolled or of the own watchlist. */
export async function haveTemplates(db: Db, model: string): Promise<boolean> {
  for (const table of ['templates', 'watchlist_faces'] as const) {
    const one = db.selectFrom(table).select('model').where('model', '=', model).limit(1);
    if (await one.executeTakeFirst()) return true;
  }
  return false;
}

/** Deletes everybody's templates of the model. @returns the ids of their owners */
export async function deleteTemplatesOfModel(db: Db, model: string): Promise<string[]> {
  const owners = await db
    .selectFrom('templates')
    .select('personId')
    .distinct()
    .where('model', '=', model)
    .execute();
  for (const table of ['templates', 'fused_templates', 'watchlist_faces'] as const) {
    await db.deleteFrom(table).where('model', '=', model).execute();
  }
  return owners.map(({ personId }) => personId);
}

export async function templatesOfPerson(db: Db, personId: string): Promise<TemplateRow[]> {
  return findRows(db, 'templates', { personId }, 'id');
}

/** A person's fused template, with the times that end comparisons with it. */
export interface FusedRow {
  id: number;
  personId: string;
  /** Null when the single templates have changed since fusing. */
  ciphertext: Buffer | null;
  /** End of the enrolment, and end and withdrawal of the latest consent. */
  expiresAt: Date | null;
  consentExpiresAt: Date | null;
  withdrawnAt: Date | null;
}

/** Everybody with templates of the model, a page at a time in the order of row numbers. */
export async function fusedTemplatesAfter(db: Db, model: string, afterId: number, limit: number) {
  return fusedTemplates(db, model)
    .where('fused_templates.id', '>', afterId)
    .orderBy('fused_templates.id')
    .limit(limit)
    .execute();
}

/** Those of these people with templates of the model. */
export async function fusedTemplatesOf(db: Db, model: string, personIds: readonly string[]) {
  if (personIds.length === 0) return [];
  return fusedTemplates(db, model).where('fused_templates.personId', 'in', personIds).execute();
}

function fusedTemplates(db: Db, model: string) {
  return db
    .selectFrom('fused_templates')
    .innerJoin('people', 'people.id', 'fused_templates.personId')
    .leftJoin('consents', (join) =>
      join.on('consents.id', '=', (consent) =>
        consent
          .selectFrom('consents as own')
          .select((own) => own.fn.max('own.id').as('latest'))
          .whereRef('own.personId', '=', 'people.id'),
      ),
    )
    .select([
      'fused_templates.id',
      'fused_templates.personId',
      'fused_templates.ciphertext',
      'people.expiresAt',
      'consents.expiresAt as consentExpiresAt',
      'consents.withdrawnAt',
    ])
    .where('fused_templates.model', '=', model);
}

/** People whose templates of the model need fusing, in the order of row numbers. */
export async function outdatedFusedTemplates(
  db: Db,
  model: string,
  afterId: number,
  limit: number,
) {
  return db
    .selectFrom('fused_templates')
    .select(['id', 'personId'])
    .where('model', '=', model)
    .where('ciphertext', 'is', null)
    .where('id', '>', afterId)
    .orderBy('id')
    .limit(limit)
    .execute();
}

/**
 * Locks a person's fused template until the transaction ends. False when another process has fused the templates
 * already or there is nothing to fuse.
 */
export async function claimOutdatedFused(
  db: Db,
  model: string,
  personId: string,
): Promise<boolean> {
  return changeRows(
    db,
    'fused_templates',
    { personId, model, ciphertext: null },
    { ciphertext: null },
  );
}

/** @param ciphertext null when there is no template left to fuse */
export async function putFusedTemplate(
  db: Db,
  model: string,
  personId: string,
  ciphertext: Buffer | null,
): Promise<void> {
  if (ciphertext === null) {
    await deleteRows(db, 'fused_templates', { personId, model });
    return;
  }
  await changeRows(db, 'fused_templates', { personId, model }, { ciphertext });
}

/** The check of the key that encrypts the templates; undefined while there is no key. */
export async function templateKeyCheck(db: Db): Promise<TemplateKeyCheck | undefined> {
  const row = await db.selectFrom('template_keys').selectAll().executeTakeFirst();
  return row && { version: row.version, encryption: row.checkValue, transform: row.transformCheck };
}

/** Since when templates are encrypted with the key in use; null when there is no key. */
export async function templateKeySince(db: Db): Promise<Date | null> {
  const row = await db.selectFrom('template_keys').select('since').executeTakeFirst();
  return row?.since ?? null;
}

/** Replaces the former key's check. */
export async function putTemplateKeyCheck(
  db: Db,
  { version, encryption, transform }: TemplateKeyCheck,
): Promise<void> {
  await db.deleteFrom('template_keys').execute();
  const since = new Date();
  const row = { version, checkValue: encryption, transformCheck: transform, since };
  await db.insertInto('template_keys').values(row).execute();
}

/** A one-way derivation of a key: verifies a key and reveals nothing about it. */
export interface TemplateKeyCheck {
  version: number;
  encryption: Buffer;
  transform: Buffer;
}

/** A person's identity, the ids of their templates, and the seal over both. */
export interface SealedRow {
  id: string;
  name: string;
  nameFolded: string;
  email: string | null;
  emailFolded: string | null;
  employeeId: string | null;
  /** Null: not sealed yet. */
  seal: Buffer | null;
  /** Whether the person is in the register of erasures, and so nobody's record any more. */
  isErased: boolean;
  templates: { id: number; createdAt: Date }[];
}

type SealedPerson = Awaited<ReturnType<ReturnType<typeof people>['execute']>>[number];

/** These people in the order of their ids. */
export async function sealedPeople(db: Db, personIds: readonly string[]): Promise<SealedRow[]> {
  if (personIds.length === 0) return [];
  return withTemplates(db, await people(db).where('people.id', 'in', personIds).execute());
}

/** Everybody, a page at a time, in the order of their ids. */
export async function sealedPeopleAfter(
  db: Db,
  afterId: string,
  limit: number,
): Promise<SealedRow[]> {
  return withTemplates(
    db,
    await people(db).where('people.id', '>', afterId).limit(limit).execute(),
  );
}

function people(db: Db) {
  return db
    .selectFrom('people')
    .leftJoin('person_seals', 'person_seals.personId', 'people.id')
    .leftJoin('erasures', 'erasures.personId', 'people.id')
    .select([
      'people.id',
      'people.name',
      'people.nameFolded',
      'people.email',
      'people.emailFolded',
      'people.employeeId',
      'person_seals.seal',
      'erasures.personId as erasedId',
    ])
    .orderBy('people.id');
}

async function withTemplates(db: Db, rows: SealedPerson[]): Promise<SealedRow[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const templates = await db
    .selectFrom('templates')
    .select(['id', 'personId', 'createdAt'])
    .where('personId', 'in', ids)
    .orderBy('id')
    .execute();
  const byPerson = new Map(ids.map((id) => [id, [] as SealedRow['templates']]));
  for (const { personId, ...template } of templates) byPerson.get(personId)?.push(template);
  return rows.map(({ erasedId, ...row }) => ({
    ...row,
    isErased: erasedId !== null,
    templates: byPerson.get(row.id) ?? [],
  }));
}

export async function putPersonSeals(
  db: Db,
  seals: readonly { personId: string; seal: Buffer }[],
): Promise<void> {
  if (seals.length === 0) return;
  await db
    .insertInto('person_seals')
    .values(seals.map(({ personId, seal }) => ({ personId, seal })))
    .onConflict((conflict) =>
      conflict.column('personId').doUpdateSet((row) => ({ seal: row.ref('excluded.seal') })),
    )
    .execute();
}

import type { EnrolledTemplates } from '#face';
import { vestibule } from '../platform/operator-error.ts';
import { printable } from '#base/text';
import type { Db } from '../store/schema.ts';
import { lookalikesOf } from './gallery-rows.ts';
import type { PersonRow } from '../store/tables/people.ts';
import { templatesOfPerson } from '../store/tables/templates.ts';
import type { Mistake } from './person-details.ts';
import type { Enrolment } from './photos.ts';

/** The face data of a record before it gets more photos. */
export interface ReferencePhotos {
  enrolled: EnrolledTemplates;
  /** The first template of the model in use; null when there is none. */
  firstId: number | null;
  /** Whether something other than Vestibule has changed the person's details or templates. */
  isAltered: boolean;
}

type Parts = Pick<Enrolment, 'db' | 'cipher' | 'vision'>;

/**
 * Loads the photos of a person's first enrolment, which every later photo must match. Otherwise a series of photos,
 * each similar to the one before, could lead to another face. The first photos are those stored together with the
 * earliest template of the model in use.
 */
export async function loadReferencePhotos(
  { db, cipher, vision }: Parts,
  personId: string,
): Promise<ReferencePhotos> {
  const { id: model, threshold } = vision.model;
  return db
    .transaction()
    .setAccessMode('read only')
    .execute(async (transaction) => {
      await cipher.expectKeyOf(transaction);
      const isAltered = (await cipher.alteredPeople(transaction, [personId])).has(personId);
      const stored = await templatesOfPerson(transaction, personId);
      const rows = stored.filter((row) => row.model === model);
      const [earliest] = rows;
      const decrypt = ({ ciphertext }: (typeof rows)[number]) =>
        cipher.decrypt(ciphertext, personId, model);
      const isFirst = ({ createdAt }: (typeof rows)[number]) =>
        createdAt.getTime() === earliest?.createdAt.getTime();
      const stricter = (await lookalikesOf(transaction, model))
        .filter(({ personA, personB }) => personA === personId || personB === personId)
        .map((pair) => pair.threshold);
      return {
        enrolled: {
          first: rows.filter(isFirst).map(decrypt),
          all: rows.map(decrypt),
          needed: Math.max(threshold, ...stricter),
        },
        firstId: earliest?.id ?? null,
        isAltered,
      };
    });
}

/** Whether no face can prove whose record it is, so that a document has to. */
export function needsDocument(
  { firstId, isAltered }: ReferencePhotos,
  photos: readonly unknown[],
): boolean {
  return isAltered || (firstId === null && photos.length > 0);
}

/** Refuses to continue until a manager has checked a document, and the face with it. */
export function checkDocument(
  { documentChecked = false }: Enrolment,
  { name }: PersonRow,
  stored: ReferencePhotos,
  photos: readonly unknown[],
): Mistake[] {
  if (!needsDocument(stored, photos)) return [];
  if (documentChecked && photos.length > 0) return [];
  const goOn = `If you have looked at their identity document, say so, and give photos: ${vestibule} enroll add --update PERSON --document-checked photo.jpg`;
  if (stored.isAltered) {
    const explanation = printable`The record of ${name} was changed by something else than Vestibule: who they are does not fit their photos any more. ${goOn}`;
    return [{ code: 'record_altered', explanation }];
  }
  const explanation = printable`${name} has no photo of the recogniser in use that a new one could be compared with. ${goOn}`;
  return [{ code: 'document_needed', explanation }];
}

/** Reports that others changed the reference photos, in the transaction that would add to them. */
export async function hasRecordChanged(
  parts: Parts,
  transaction: Db,
  personId: string,
  { firstId, isAltered }: ReferencePhotos,
): Promise<Mistake[]> {
  const { cipher, vision } = parts;
  await cipher.expectKeyOf(transaction);
  const rows = await templatesOfPerson(transaction, personId);
  const [earliest] = rows.filter(({ model }) => model === vision.model.id);
  const altered = await cipher.alteredPeople(transaction, [personId]);
  if ((earliest?.id ?? null) === firstId && altered.has(personId) === isAltered) return [];
  return [recordChangedMistake];
}

export const recordChangedMistake: Mistake = {
  code: 'changed_meanwhile',
  explanation:
    'Somebody else has changed this record in the meantime. Nothing was stored. Look at it, and try again.',
};

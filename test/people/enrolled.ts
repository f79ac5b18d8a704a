import { randomBytes } from 'node:crypto';
import { currentAgreement, putConsent } from '#server/people/consent.ts';
import { noDetails } from '#server/people/person-details.ts';
import { foldEmail, foldName } from '#base/text';
import type { Db } from '#server/store/schema.ts';
import { insertPerson, type PersonRow } from '#server/store/tables/people.ts';
import { insertTemplate } from '#server/store/tables/templates.ts';
import type { TemplateCipher } from '#server/templates/cipher.ts';

/** Enrols a person with a random template, without photos. Returns the template's ciphertext. */
export async function insertEnrolled(
  db: Db,
  cipher: TemplateCipher,
  details: Pick<PersonRow, 'id' | 'name'> & Partial<PersonRow>,
  model = { id: 'onnx/test', dimension: 512 },
): Promise<Buffer> {
  const { id, name, email = null } = details;
  const now = new Date();
  await insertPerson(db, {
    nameFolded: foldName(name),
    emailFolded: email === null ? null : foldEmail(email),
    consentAt: now,
    createdAt: now,
    ...noDetails,
    consent: 'signed form',
    ...details,
  });
  const consent = { statement: details.consent ?? 'signed form' };
  const givenAt = details.consentAt ?? now;
  const agreement = await currentAgreement(db);
  await putConsent(db, id, consent, { givenAt, recordedBy: 'test', agreement });
  const template = Float32Array.from(
    { length: model.dimension },
    () => randomBytes(1).readInt8() / 1024,
  );
  const ciphertext = cipher.encrypt(template, id, model.id);
  const row = {
    personId: id,
    model: model.id,
    ciphertext,
    source: 'photo',
    createdAt: details.createdAt ?? now,
  };
  await insertTemplate(db, row);
  await cipher.sealPeople(db, [id]);
  return ciphertext;
}

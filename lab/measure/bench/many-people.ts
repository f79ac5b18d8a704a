import { randomFillSync } from 'node:crypto';
import path from 'node:path';
import { foldName } from '#base/text';
import { storeFused } from '#server/people/fused-templates.ts';
import { noDetails } from '#server/people/person-details.ts';
import { fuse } from '#face';
import type { Db } from '#server/store/schema.ts';
import { openStore } from '#server/store/store.ts';
import { insertPerson } from '#server/store/tables/people.ts';
import { insertTemplate } from '#server/store/tables/templates.ts';
import { fusedOwner, type TemplateCipher } from '#server/templates/cipher.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';

/** The model that both the measuring and the measured process use. */
export const model = { id: 'onnx/bench', dimension: 512 };

export interface BenchPlace {
  databaseFile: string;
  keyFile: string;
}

export function placeIn(folder: string): BenchPlace {
  return {
    databaseFile: path.join(folder, 'vestibule.sqlite'),
    keyFile: path.join(folder, 'template.key'),
  };
}

const peopleAtOnce = 200;

/** Makes an installation with so many people, each with random templates. */
export async function enrolMany(
  { databaseFile, keyFile }: BenchPlace,
  people: number,
  templatesEach: number,
  onPeople: (count: number) => void,
): Promise<void> {
  const store = await openStore({ databaseFile });
  try {
    const cipher = await openTemplateCipher(store.db, keyFile, 'bench');
    for (let first = 0; first < people; first += peopleAtOnce) {
      const numbers = Array.from(
        { length: Math.min(peopleAtOnce, people - first) },
        (_, i) => first + i,
      );
      await store.db.transaction().execute((db) => insertAll(db, cipher, numbers, templatesEach));
      onPeople(numbers.length);
    }
  } finally {
    await store.close();
  }
}

export function benchId(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

/** Inserts many rows per statement: one by one would take longer than the measurement. */
async function insertAll(
  db: Db,
  cipher: TemplateCipher,
  numbers: readonly number[],
  templatesEach: number,
): Promise<void> {
  const createdAt = new Date();
  const consent = 'bench';
  const people = numbers.map((number) => {
    const name = `Person ${number}`;
    const email = `person.${number}@example.com`;
    const about = { nameFolded: foldName(name), emailFolded: email, employeeId: null };
    const times = { consentAt: createdAt, createdAt, expiresAt: null };
    return { id: benchId(number), name, email, consent, ...about, ...times };
  });
  await db.insertInto('people').values(people).execute();
  const ids = people.map(({ id }) => id);
  await db.deleteFrom('person_looks').where('personId', 'in', ids).execute();
  await db
    .insertInto('person_looks')
    .values(people.map(({ id, nameFolded }) => ({ personId: id, look: nameFolded })))
    .execute();
  await db
    .insertInto('consents')
    .values(
      ids.map((personId) => {
        const given = { statement: consent, given: 'paper' as const, purpose: 'sign-in' };
        return { personId, ...given, givenAt: createdAt, recordedBy: 'bench' };
      }),
    )
    .execute();
  // The transform leaves a random template random, so it is not applied.
  const templates = new Map(ids.map((id) => [id, randomTemplate()]));
  const single = { model: model.id, source: 'photo', createdAt };
  const rows = [...templates].flatMap(([personId, template]) => {
    const ciphertext = cipher.encryptTransformed(template, personId, model.id);
    return Array.from({ length: templatesEach }, () => ({ personId, ciphertext, ...single }));
  });
  await db.insertInto('templates').values(rows).execute();
  await db.deleteFrom('fused_templates').where('personId', 'in', ids).execute();
  await db
    .insertInto('fused_templates')
    .values(
      [...templates].map(([personId, template]) => {
        const owner = fusedOwner(personId);
        const ciphertext = cipher.encryptTransformed(template, owner, model.id);
        return { personId, model: model.id, ciphertext };
      }),
    )
    .execute();
  await cipher.sealPeople(db, ids);
}

/** Enrols one more person, as a command does. */
export async function enrolOne(db: Db, cipher: TemplateCipher, id: string): Promise<void> {
  const now = new Date();
  await db.transaction().execute(async (transaction) => {
    const name = `Somebody ${id}`;
    const folded = { nameFolded: foldName(name), emailFolded: null };
    const details = { ...noDetails, name, consent: 'bench' };
    await insertPerson(transaction, { id, ...details, ...folded, consentAt: now, createdAt: now });
    const ciphertext = cipher.encrypt(randomTemplate(), id, model.id);
    const template = { personId: id, model: model.id, ciphertext, source: 'photo' };
    await insertTemplate(transaction, { ...template, createdAt: now });
    await storeFused({ db: transaction, cipher, model }, id);
    await cipher.sealPeople(transaction, [id]);
  });
}

/** A vector of unit length whose values are distributed like a recogniser's. */
export function randomTemplate(): Float32Array {
  const bytes = randomFillSync(new Uint8Array(model.dimension * 2));
  // The sum of two uniform values favours the middle.
  return fuse([
    Float32Array.from(
      { length: model.dimension },
      (_, i) => bytes[2 * i]! + bytes[2 * i + 1]! - 255,
    ),
  ]);
}

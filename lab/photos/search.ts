import path from 'node:path';
import { storeFused } from '../../server/people/fused-templates.ts';
import { Gallery } from '../../server/people/gallery.ts';
import { noDetails } from '../../server/people/person-details.ts';
import type { GalleryComparison, PersonScore } from '../../server/people/person.ts';
import { readGallery } from '../../server/people/read-gallery.ts';
import { cosine } from '../../server/people/similarity.ts';
import type { Db } from '../../server/store/schema.ts';
import { openStore } from '../../server/store/store.ts';
import { insertPerson } from '../../server/store/tables/people.ts';
import { insertTemplate } from '../../server/store/tables/templates.ts';
import type { TemplateCipher } from '../../server/templates/cipher.ts';
import { openTemplateCipher } from '../../server/templates/open-cipher.ts';
import { wrapText } from '../../scripts/terminal/text.ts';
import type { SeenPhoto } from '../../scripts/measure/evaluate/collection.ts';
import { inTemporaryFolder } from '../../scripts/terminal/temporary-folder.ts';

/** What the service's gallery answers, beside what comes of comparing every template in full. */
export interface SearchMeasurement {
  enrolled: number;
  comparisons: number;
  /** Answers that named another person, or another score in any digit. */
  different: number;
}

/**
 * Enrols each photo as someone of their own in an installation of its own, and compares every photo with
 * all of them, the next photo claimed each time: the gallery's way (whole numbers first, the best few in
 * full) and in full.
 * @param model whose templates these are
 */
export async function measureSearch(
  photos: readonly SeenPhoto[],
  model: string,
): Promise<SearchMeasurement> {
  return inTemporaryFolder('evaluate', async (folder) => {
    const store = await openStore({ databaseFile: path.join(folder, 'vestibule.sqlite') });
    try {
      const cipher = await openTemplateCipher(store.db, path.join(folder, 'key'), 'evaluate');
      const dimension = photos[0]?.template.length ?? 1;
      const source = { db: store.db, cipher, model: { id: model, dimension } };
      await store.db.transaction().execute(async (db) => {
        for (const [i, { template }] of photos.entries()) {
          await enrol({ ...source, db }, idOf(i), template);
        }
      });
      const enrolled: { id: string; template: Float32Array }[] = [];
      for await (const people of readGallery(source)) {
        for (const { personId, template } of people) enrolled.push({ id: personId, template });
      }
      const gallery = new Gallery(source);
      const transform = cipher.transformOf(model, dimension);
      let different = 0;
      for (const [i, { template }] of photos.entries()) {
        const claimed = idOf((i + 1) % photos.length);
        const answer = await gallery.compare(template, [claimed]);
        const expected = inFull(enrolled, transform.apply(template), claimed);
        if (JSON.stringify(answer) !== JSON.stringify(expected)) different++;
      }
      return { enrolled: enrolled.length, comparisons: photos.length, different };
    } finally {
      await store.close();
    }
  });
}

function idOf(number: number): string {
  return `photo-${String(number).padStart(6, '0')}`;
}

async function enrol(
  source: { db: Db; cipher: TemplateCipher; model: { id: string; dimension: number } },
  id: string,
  template: Float32Array,
): Promise<void> {
  const { db, cipher, model } = source;
  const createdAt = new Date();
  const person = { ...noDetails, id, name: id, nameFolded: id, emailFolded: null };
  await insertPerson(db, { ...person, consent: 'measured', consentAt: createdAt, createdAt });
  const ciphertext = cipher.encrypt(template, id, model.id);
  await insertTemplate(db, {
    personId: id,
    model: model.id,
    ciphertext,
    source: 'photo',
    createdAt,
  });
  await storeFused(source, id);
}

function inFull(
  enrolled: readonly { id: string; template: Float32Array }[],
  probe: Float32Array,
  claimedId: string,
): GalleryComparison {
  let claimed: PersonScore | null = null;
  let other: PersonScore | null = null;
  for (const { id, template } of enrolled) {
    const found = { personId: id, score: cosine(template, probe) };
    if (id === claimedId) claimed = found;
    else if (!other || found.score > other.score) other = found;
  }
  return { claimed, other };
}

export function searchText({ enrolled, comparisons, different }: SearchMeasurement): string {
  return `\n${wrapText(
    `Search among ${enrolled}: of ${comparisons} answers of the gallery, ${different} differ from a comparison with every template in full, in whom they name or in any digit of a score.`,
  )}\n`;
}

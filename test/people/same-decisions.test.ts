import path from 'node:path';
import t from 'tap';
import { seededRandom } from '#base/random';
import { storeFused } from '#server/people/fused-templates.ts';
import { Gallery } from '#server/people/gallery.ts';
import { loadStricterThresholds } from '#server/people/duplicate-detection.ts';
import { consentStandings, isConsentEnded, type GalleryComparison } from '#server/people/person.ts';
import { dot, fuse } from '#face';
import { openStore } from '#server/store/store.ts';
import { withdrawConsents } from '#server/store/tables/privacy.ts';
import { putLookalikes } from '#server/people/gallery-rows.ts';
import { findPerson } from '#server/store/tables/people.ts';
import { insertTemplate } from '#server/store/tables/templates.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { insertEnrolled } from './enrolled.ts';

const model = { id: 'onnx/test', dimension: 128 };
const random = seededRandom(11);

/** A unit vector, as near to `near` as two photos of one person, two siblings, or two copies of a picture. */
function face(near?: Float32Array, distance = 0): Float32Array {
  const noise = fuse([Float32Array.from({ length: model.dimension }, () => random() - 0.5)]);
  return near ? fuse([near.map((value, i) => value + noise[i]! * distance)]) : noise;
}

const store = await openStore({ databaseFile: path.join(t.testdir(), 'vestibule.sqlite') });
t.teardown(() => store.close());
const { db } = store;
const cipher = await openTemplateCipher(db, path.join(t.testdirName, 'template.key'));

const people = 400;
const idOf = (i: number) => `p${String(i).padStart(3, '0')}`;
const faces: Float32Array[] = [];
await db.transaction().execute(async (transaction) => {
  for (let i = 0; i < people; i++) {
    // A third of them look like the person before, some down to the last bit.
    const alike = i % 3 === 2 ? faces[i - 1] : undefined;
    faces.push(i % 15 === 14 ? faces[i - 1]! : face(alike, [0.3, 0.01, 1e-4][i % 4] ?? 1e-7));
    const expiresAt = i % 11 === 3 ? new Date(Date.now() + (i % 2 ? -1 : 1) * 3_600_000) : null;
    const id = idOf(i);
    await insertEnrolled(transaction, cipher, { id, name: `Person ${i}`, expiresAt }, model);
    await transaction.deleteFrom('templates').where('personId', '=', id).execute();
    const createdAt = new Date();
    for (let photo = 0; photo <= i % 3; photo++) {
      const ciphertext = cipher.encrypt(face(faces[i], 0.2), id, model.id);
      const row = { personId: id, model: model.id, ciphertext, source: 'photo' };
      await insertTemplate(transaction, { ...row, createdAt });
    }
    // A fifth were stored without fusing their photos.
    if (i % 5 > 0) await storeFused({ db: transaction, cipher, model }, id);
    if (i % 13 === 4) await withdrawConsents(transaction, id, new Date());
    const pair = { personA: id, personB: idOf(i - 1), threshold: 0.7 + (i % 10) / 50 };
    if (i % 9 === 8) await putLookalikes(transaction, pair, model.id, new Date());
  }
});

/** A second, simplest version of the rule: reads every single photo and compares every person in full. */
async function plainly() {
  const rows = await db.selectFrom('templates').selectAll().orderBy('id').execute();
  const photos = new Map<string, Float32Array[]>();
  for (const { personId, ciphertext } of rows) {
    const template = cipher.decryptTransformed(ciphertext, personId, model.id);
    photos.set(personId, [...(photos.get(personId) ?? []), template]);
  }
  const ids = [...photos.keys()].sort();
  const standingOf = await consentStandings(db, ids);
  const now = new Date();
  const current: { id: string; template: Float32Array }[] = [];
  for (const id of ids) {
    const { expiresAt } = (await findPerson(db, id))!;
    const isOver = (expiresAt && expiresAt <= now) || isConsentEnded(standingOf(id), now);
    if (!isOver) current.push({ id, template: fuse(photos.get(id)!) });
  }
  const stricter = await loadStricterThresholds(db, model.id);
  const transform = cipher.transformOf(model.id, model.dimension);
  return (probe: Float32Array, claimedIds: string[]): GalleryComparison => {
    const turned = transform.apply(probe);
    const answer: GalleryComparison = { claimed: null, other: null };
    for (const { id, template } of current) {
      const score = dot(template, turned);
      if (claimedIds.includes(id)) {
        if (answer.claimed && answer.claimed.score >= score) continue;
        const needed = stricter.get(id);
        answer.claimed = { personId: id, score, ...(needed !== undefined && { stricter: needed }) };
      } else if (!(answer.other && answer.other.score >= score)) {
        answer.other = { personId: id, score };
      }
    }
    return answer;
  };
}

t.test(
  'the gallery answers what comparing everybody in full does, to the last digit',
  async (t) => {
    const gallery = new Gallery({ db, cipher, model });
    const expected = await plainly();
    const seen = { claimed: 0, stricter: 0, nobody: 0, near: 0 };
    for (let i = 0; i < 500; i++) {
      const whose = (i * 7) % people;
      const probe = i % 4 === 0 ? face() : face(faces[whose], [0.02, 0.4, 0.9][i % 3]);
      const claimedIds = [
        [idOf(whose)],
        [idOf((whose + 1) % people)],
        [],
        [idOf(whose), idOf((i * 31) % people), 'nobody'],
      ][i % 4]!;
      const answer = await gallery.compare(probe, claimedIds);
      const plain = expected(probe, claimedIds);
      if (JSON.stringify(answer) !== JSON.stringify(plain)) t.same(answer, plain, `probe ${i}`);
      if (answer.claimed) seen.claimed++;
      else seen.nobody++;
      if (answer.claimed?.stricter !== undefined) seen.stricter++;
      if (answer.other && answer.claimed && answer.other.score >= answer.claimed.score) seen.near++;
    }
    t.ok(
      Object.values(seen).every((count) => count > 20),
      JSON.stringify(seen),
    );
  },
);

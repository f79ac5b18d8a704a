import path from 'node:path';
import t from 'tap';
import { cropPhoto, sampleFaces } from '../../lab/trial/sample-photos.ts';
import { Gallery } from '#server/people/gallery.ts';
import { readGallery } from '#server/people/read-gallery.ts';
import { insertTemplates } from '#server/people/photos.ts';
import { openTestStore } from '../support/store.ts';
import { insertPerson } from '#server/store/tables/people.ts';
import { templatesOfPerson } from '#server/store/tables/templates.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { enrolledPerson } from '../store/rows.ts';
import { cosine, see, startVision } from '../vision/started-vision.ts';

// Templates from the real recogniser, in two installations with different keys.
const vision = await startVision(t);
const { womanA, womanB, guest1 } = sampleFaces;
const [enrolled, probe, stranger] = await Promise.all(
  [womanA, womanB, guest1].map(async (face) => {
    const { face: seen } = await see(vision, await cropPhoto(face));
    return seen.template;
  }),
);
if (!enrolled || !probe || !stranger) throw new Error('three faces are needed');

async function installation(name: string) {
  const folder = path.join(t.testdirName, name);
  const store = await openTestStore({ databaseFile: path.join(folder, 'vestibule.sqlite') });
  t.teardown(() => store.close());
  const { db } = store;
  const cipher = await openTemplateCipher(db, path.join(folder, 'template.key'));
  const people = new Gallery({ db, cipher, model: vision.model });
  await insertPerson(db, enrolledPerson('ada'));
  const looked = { templates: [enrolled!], nextTemplates: [] };
  await insertTemplates({ cipher, vision }, db, 'ada', looked, new Date());
  const [row] = await templatesOfPerson(db, 'ada');
  const ciphertext = row?.ciphertext ?? Buffer.alloc(0);
  return {
    db,
    cipher,
    people,
    stored: () => cipher.decryptTransformed(ciphertext, 'ada', vision.model.id),
  };
}

t.testdir({});
const here = await installation('here');
const there = await installation('there');

t.test('scores are those of the bare templates', async (t) => {
  for (const face of [enrolled, probe, stranger]) {
    for (const { people } of [here, there]) {
      const score = (await people.compare(face, ['ada'])).claimed?.score ?? NaN;
      t.ok(Math.abs(score - cosine(enrolled, face)) < 1e-6, `${score}`);
    }
  }
  t.ok(cosine(enrolled, probe) >= vision.model.threshold, 'one person');
  t.ok(cosine(enrolled, stranger) < vision.model.threshold, 'two people');
});

t.test('what two installations store of one photo does not match', async (t) => {
  const known = vision.model.threshold;
  t.ok(Math.abs(cosine(here.stored(), there.stored())) < known / 2);
  t.ok(cosine(here.stored(), here.stored()) > 1 - 1e-6, 'what one stores does');
  t.ok(Math.abs(cosine(here.stored(), enrolled)) < known / 2, 'nor does the bare template');
});

t.test('in memory too, nobody is there as the recogniser made them', async (t) => {
  for await (const people of readGallery({ ...here, model: vision.model })) {
    const read = people[0]?.template ?? new Float32Array();
    t.equal(read.length, enrolled.length);
    t.ok(Math.abs(cosine(read, enrolled)) < vision.model.threshold / 2);
  }
});

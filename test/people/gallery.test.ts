import path from 'node:path';
import t, { type Test } from 'tap';
import { foldEmail, foldName } from '#base/text';
import { fuse } from '#face';
import { PeopleOutdatedError } from '#server/people/person.ts';
import { Gallery } from '#server/people/gallery.ts';
import { noDetails } from '#server/people/person-details.ts';
import type { Db } from '#server/store/schema.ts';
import { openTestStore } from '../support/store.ts';
import { deletePerson, insertPerson, type PersonRow } from '#server/store/tables/people.ts';
import { insertTemplate } from '#server/store/tables/templates.ts';
import type { TemplateCipher } from '#server/templates/cipher.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { seededRandom } from '#base/random';
import { seed } from '../support/seed.ts';

const random = seededRandom(seed);
const model = { id: 'onnx/test', dimension: 32 };

interface Place {
  db: Db;
  cipher: TemplateCipher;
  gallery: Gallery;
  databaseFile: string;
}

async function place(t: Test): Promise<Place> {
  const folder = t.testdir();
  const databaseFile = path.join(folder, 'vestibule.sqlite');
  const store = await openTestStore({ databaseFile });
  t.teardown(() => store.close());
  const cipher = await openTemplateCipher(store.db, path.join(folder, 'template.key'));
  const gallery = new Gallery({ db: store.db, cipher, model });
  return { db: store.db, cipher, gallery, databaseFile };
}

async function add(
  { db, cipher }: Pick<Place, 'db' | 'cipher'>,
  id: string,
  details: Partial<PersonRow>,
  templates: Float32Array[] = [direction(1)],
  modelId = model.id,
): Promise<void> {
  const { name = 'Ada Example', email = null } = details;
  const now = new Date();
  await insertPerson(db, {
    id,
    ...noDetails,
    name,
    nameFolded: foldName(name),
    emailFolded: email === null ? null : foldEmail(email),
    consent: 'form',
    consentAt: now,
    createdAt: now,
    ...details,
  });
  for (const template of templates) {
    const ciphertext = cipher.encrypt(template, id, modelId);
    await insertTemplate(db, {
      personId: id,
      model: modelId,
      ciphertext,
      source: 'photo',
      createdAt: now,
    });
  }
}

/** A unit vector along this axis. */
function direction(axis: number): Float32Array {
  return Float32Array.from({ length: model.dimension }, (_, i) => (i === axis ? 1 : 0));
}

/** A random unit vector. */
function anywhere(): Float32Array {
  return fuse([Float32Array.from({ length: model.dimension }, () => random() - 0.5)]);
}

const claim = (
  name: string | null,
  email: string | null = null,
  employeeId: string | null = null,
) => ({
  name,
  email,
  employeeId,
});

t.test('a claim means a person by e-mail, else by employee id, else by name', async (t) => {
  const here = await place(t);
  await add(here, 'ada', { name: 'Ada Example', email: 'ada@example.com' });
  await add(here, 'bo', { name: 'Bo Example', employeeId: '640' });
  await add(here, 'sam1', { name: 'Sam Lee' });
  await add(here, 'sam2', { name: 'Sam Lee' });
  const resolveIds = async (...given: Parameters<typeof claim>) => {
    const people = await here.gallery.findClaimed(claim(...given));
    return people.map(({ id }) => id).sort();
  };
  t.strictSame(await resolveIds('Somebody Else', 'ADA@example.com'), ['ada'], 'e-mail first');
  t.strictSame(
    await resolveIds('Sam Lee', 'unknown@example.com', '640'),
    ['bo'],
    'then employee id',
  );
  t.strictSame(
    await resolveIds(' SAM  lee ', 'unknown@example.com'),
    ['sam1', 'sam2'],
    'then name',
  );
  t.strictSame(
    await resolveIds('Ada Example'),
    ['ada'],
    'a name alone does for a person with e-mail',
  );
  t.strictSame(await resolveIds('Ada Example', 'other@example.com'), [], 'but not against it');
  t.strictSame(await resolveIds('Bo Example', null, '641'), [], 'nor against an employee id');
  t.strictSame(await resolveIds('Nobody'), []);
  t.strictSame(await resolveIds(null), []);
  t.strictSame(await resolveIds('', '', ''), []);
});

t.test('a person is told with their templates of this model, and without secrets', async (t) => {
  const here = await place(t);
  await add(here, 'ada', { name: 'Ada Example' }, [direction(1), direction(2)]);
  await add(here, 'bo', { name: 'Bo Example' }, [direction(1)], 'another/model');
  const [ada] = await here.gallery.findClaimed(claim('Ada Example'));
  const [bo] = await here.gallery.findClaimed(claim('Bo Example'));
  t.equal(ada?.templates, 2);
  t.equal(bo?.templates, 0);
  t.match(ada, { id: 'ada', name: 'Ada Example', email: null, consent: 'form', expiresAt: null });
});

t.test('the probe is compared with fused templates of the claimed and of all others', async (t) => {
  const here = await place(t);
  await add(here, 'ada', {}, [direction(1), direction(2)]);
  await add(here, 'bo', {}, [direction(2)]);
  await add(here, 'cy', {}, [direction(3)]);
  const half = fuse([direction(1), direction(2)]);

  const { claimed, other } = await here.gallery.compare(half, ['ada']);
  t.equal(claimed?.personId, 'ada');
  t.ok(Math.abs((claimed?.score ?? 0) - 1) < 1e-6, 'the mean of two is met exactly');
  t.equal(other?.personId, 'bo');
  t.ok(Math.abs((other?.score ?? 0) - Math.SQRT1_2) < 1e-6);

  const both = await here.gallery.compare(direction(3), ['ada', 'cy']);
  t.equal(both.claimed?.personId, 'cy', 'the best of several claimed');
  t.equal(both.other?.personId, 'bo');
  const nobody = await here.gallery.compare(half, []);
  t.equal(nobody.claimed, null);
  t.equal(nobody.other?.personId, 'ada');
  await t.rejects(here.gallery.compare(new Float32Array(16), ['ada']), RangeError);
});

t.test('nobody enrolled: nobody to compare with', async (t) => {
  const { gallery } = await place(t);
  t.strictSame(await gallery.compare(direction(1), ['ada']), { claimed: null, other: null });
});

t.test('templates of another model never meet the probe', async (t) => {
  const here = await place(t);
  await add(here, 'ada', {}, [direction(1)], 'another/model');
  t.strictSame(await here.gallery.compare(direction(1), ['ada']), { claimed: null, other: null });
});

t.test(
  'an expired enrolment is found, so that it can be said, but compared with nobody',
  async (t) => {
    const here = await place(t);
    const expiresAt = new Date(Date.now() - 1000);
    await add(here, 'ada', { name: 'Ada Example', expiresAt });
    await add(here, 'bo', { expiresAt: new Date(Date.now() + 3_600_000) });
    const [ada] = await here.gallery.findClaimed(claim('Ada Example'));
    t.same(ada?.expiresAt, expiresAt);
    const { claimed, other } = await here.gallery.compare(direction(1), ['ada']);
    t.equal(claimed, null);
    t.equal(other?.personId, 'bo');
    t.equal((await here.gallery.compare(direction(1), ['bo'])).other, null);
  },
);

t.test('what another connection enrols or erases counts at once', async (t) => {
  const here = await place(t);
  await here.gallery.refresh();
  const otherStore = await openTestStore({ databaseFile: here.databaseFile });
  t.teardown(() => otherStore.close());
  const find = () => here.gallery.findClaimed(claim('Ada Example'));
  const best = async () => (await here.gallery.compare(direction(1), ['ada'])).claimed?.score;

  t.strictSame(await find(), []);
  await add({ db: otherStore.db, cipher: here.cipher }, 'ada', {}, [direction(2)]);
  t.equal((await find()).length, 1);
  t.ok(Math.abs((await best()) ?? 1) < 1e-6, 'found, and unlike');
  await add({ db: otherStore.db, cipher: here.cipher }, 'bo', { name: 'Bo' }, [direction(3)]);
  const ciphertext = here.cipher.encrypt(direction(1), 'ada', model.id);
  const template = {
    personId: 'ada',
    model: model.id,
    ciphertext,
    source: 'photo',
    createdAt: new Date(Date.now() + 1000),
  };
  await insertTemplate(otherStore.db, template);
  // What is added later weighs a third.
  const fused = 1 / 3 / Math.hypot(1, 1 / 3);
  t.ok(Math.abs(((await best()) ?? 0) - fused) < 1e-6, 'fused with the new photo');
  await deletePerson(otherStore.db, 'ada');
  t.strictSame(await find(), []);
  t.equal(await best(), undefined);
  t.equal((await here.gallery.compare(direction(3), [])).other?.personId, 'bo', 'others remain');
});

t.test(
  'a transaction reads nobody from a database that was put back before a refresh',
  async (t) => {
    const { db, gallery, ...here } = await place(t);
    await add({ db, ...here }, 'ada', {});
    const ada = claim('Ada Example');
    const within = () =>
      db.transaction().execute((transaction) => gallery.findClaimed(ada, transaction));
    await gallery.refresh();
    t.match(await within(), [{ id: 'ada' }]);
    await db.updateTable('people_revision').set({ revision: 0 }).execute();
    t.type(await within().catch((error: unknown) => error), PeopleOutdatedError);
    t.match(await gallery.findClaimed(ada), [{ id: 'ada' }], 'which reads everybody again');
    t.match(await within(), [{ id: 'ada' }]);
  },
);

t.test('many people are loaded and found, and the event loop runs in between', async (t) => {
  const here = await place(t);
  const template = anywhere();
  const people = 5000;
  await here.db.transaction().execute(async (db) => {
    for (let i = 0; i < people; i++) {
      await add({ db, cipher: here.cipher }, `p${i}`, { name: `Person ${i}` }, [
        i === 4321 ? template : anywhere(),
      ]);
    }
  });
  await here.gallery.refresh();
  let turns = 0;
  let searching = true;
  const count = () => {
    turns++;
    if (searching) setImmediate(count);
  };
  setImmediate(count);
  const { claimed, other } = await here.gallery.compare(template, ['p1']);
  searching = false;
  t.equal(claimed?.personId, 'p1');
  t.equal(other?.personId, 'p4321');
  t.ok((other?.score ?? 0) > 0.999);
  t.ok(turns >= 2, 'other work was done during the search');
});

t.test('questions at the same moment share one load', async (t) => {
  const here = await place(t);
  await add(here, 'ada', {});
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => here.gallery.findClaimed(claim('Ada Example'))),
  );
  t.ok(answers.every(([ada]) => ada?.id === 'ada'));
});

t.test(
  'a template that does not decrypt makes the gallery refuse, and says whose it is',
  async (t) => {
    const here = await place(t);
    await add(here, 'bo', {});
    await add(here, 'ada', {});
    const swapped = here.cipher.encrypt(direction(1), 'bo', model.id);
    await here.db
      .updateTable('templates')
      .set({ ciphertext: swapped })
      .where('personId', '=', 'ada')
      .execute();
    await t.rejects(here.gallery.refresh(), {
      code: 'template_damaged',
      message: /person ada does not decrypt/,
    });
    await t.rejects(here.gallery.findClaimed(claim('Ada Example')), { code: 'template_damaged' });
    await deletePerson(here.db, 'ada');
    await t.resolves(here.gallery.refresh(), 'removing the person mends it');
  },
);

t.test('a template of the wrong length makes the gallery refuse', async (t) => {
  const here = await place(t);
  await add(here, 'ada', {}, [new Float32Array(16)]);
  await t.rejects(here.gallery.refresh(), { code: 'template_damaged', message: /has 16 values/ });
});

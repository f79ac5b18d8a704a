import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { RecordCipher } from '#server/keys/record-cipher.ts';
import { createLogger } from '#server/ops/logging.ts';
import { noDetails, type PersonDetails } from '#server/people/person-details.ts';
import { Gallery } from '#server/people/gallery.ts';
import { OptOuts } from '#server/people/opt-outs.ts';
import { removePerson } from '#server/people/erasure.ts';
import { openTestStore } from '../support/store.ts';
import { findPerson } from '#server/store/tables/people.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { createVision } from '#server/vision/create-vision.ts';
import { changed, heic, photo, portrait, wall } from './photos.ts';
import { isOnPostgres } from '../support/postgres/databases.ts';
import { enrolMore, enrolNew } from './enrol-as.ts';

const vision = await createVision(
  { engine: 'onnx', visionWorkers: 1 },
  createLogger('silent'),
  null,
);
t.before(() => vision.start());
t.teardown(() => vision.stop());

const adaA = photo('a.jpg', await portrait('womanA'));
const adaB = photo('b.jpg', await portrait('womanB'));
const bo = photo('bo.jpg', await portrait('guest3'));

async function place(t: Test) {
  const folder = t.testdir();
  const store = await openTestStore({ databaseFile: path.join(folder, 'vestibule.sqlite') });
  t.teardown(() => store.close());
  const { db } = store;
  const cipher = await openTemplateCipher(db, path.join(folder, 'template.key'));
  const people = new Gallery({ db, cipher, model: vision.model });
  const optOuts = new OptOuts(db, {
    optOutKeyFile: path.join(folder, 'opt-out.key'),
    templateKeyFile: path.join(folder, 'template.key'),
  });
  const registerFile = path.join(folder, 'erased-ids.txt');
  const messages = new RecordCipher(path.join(folder, 'template.key'));
  const removal = { actor: 'service', because: 'asked', registerFile, messages } as const;
  return { store, folder, db, cipher, vision, people, optOuts, removal };
}

type Place = Awaited<ReturnType<typeof place>>;

function details(changes: Partial<PersonDetails> = {}): PersonDetails {
  return { ...noDetails, name: 'Ada Example', consent: 'form', ...changes };
}

/** All stored rows about people. */
async function dump({ db }: Place) {
  return {
    people: await db.selectFrom('people').selectAll().execute(),
    templates: await db.selectFrom('templates').selectAll().execute(),
  };
}

t.test('a person is enrolled from several photos and recognised in another one', async (t) => {
  const here = await place(t);
  const result = await enrolNew(
    here,
    details({ name: ' Ada  Example ', email: 'Ada@Example.com ' }),
    [adaA],
  );
  t.match(result, {
    state: 'enrolled',
    added: 1,
    warnings: { length: 0 },
    photos: [{ label: 'a.jpg', state: 'good' }],
  });
  const [ada] = await here.people.findClaimed({
    name: null,
    email: 'ada@example.com',
    employeeId: null,
  });
  t.match(ada, { name: 'Ada Example', email: 'Ada@Example.com', templates: 1 });

  const probe = await vision.analyze(await adaB.read());
  t.ok(probe.ok);
  if (!probe.ok || !ada) return;
  await enrolNew(here, details({ name: 'Bo Example' }), [bo]);
  const { claimed, other } = await here.people.compare(probe.face.template, [ada.id]);
  t.ok((claimed?.score ?? 0) > vision.model.threshold, 'the other photo of the same woman');
  t.ok((other?.score ?? 1) < 0.4, 'somebody else');
});

t.test('no template and no name of a photo is in the files in the clear', async (t) => {
  const here = await place(t);
  await enrolNew(here, details(), [photo('very-secret-holiday.jpg', await adaA.read())]);
  const analysis = await vision.analyze(await adaA.read());
  if (!analysis.ok) throw new Error('no face');
  const { template } = analysis.face;
  const plain = Buffer.from(template.buffer, template.byteOffset, template.byteLength);
  for (const file of readdirSync(here.folder)) {
    const bytes = readFileSync(path.join(here.folder, file));
    for (let at = 0; at < plain.length; at += 16) {
      if (bytes.includes(plain.subarray(at, at + 16))) t.fail(`${file} holds part of the template`);
    }
    t.notOk(bytes.includes('very-secret-holiday'), file);
  }
});

t.test('one bad photo and nothing is stored; every bad one is named', async (t) => {
  const here = await place(t);
  const dark = photo(
    'dark.jpg',
    await changed(await portrait('womanB'), (image) => image.linear(0.2, 0)),
  );
  const unreadable = {
    label: 'gone.jpg',
    read: () => Promise.reject(new Error('There is no such file.')),
  };
  const result = await enrolNew(here, details(), [
    adaA,
    dark,
    photo('wall.jpg', await wall()),
    unreadable,
    photo('p.heic', heic()),
  ]);
  t.equal(result.state, 'refused');
  const reports = result.photos.map((report) => [
    report.label,
    report.state === 'refused' ? report.findings[0]?.code : report.state,
  ]);
  t.strictSame(reports, [
    ['a.jpg', 'good'],
    ['dark.jpg', 'too_dark'],
    ['wall.jpg', 'no_face'],
    ['gone.jpg', 'unreadable'],
    ['p.heic', 'unsupported_format'],
  ]);
  t.strictSame(await dump(here), { people: [], templates: [] });
});

t.test('no consent: no photo is even looked at', async (t) => {
  const here = await place(t);
  for (const consent of ['', '  \n', '\u200b']) {
    const untouched = { label: 'a.jpg', read: () => Promise.reject(new Error('was read')) };
    const result = await enrolNew(here, details({ consent }), [untouched]);
    t.match(result, {
      state: 'refused',
      mistakes: [{ code: 'consent_missing' }],
      photos: { length: 0 },
    });
  }
  t.strictSame(await dump(here), { people: [], templates: [] });
});

t.test('all mistakes in the details are told at once', async (t) => {
  const here = await place(t);
  const wrong = details({
    name: ' ',
    email: 'ada at example',
    employeeId: '6\u001b[31m4',
    consent: '',
    expiresAt: new Date(0),
  });
  const result = await enrolNew(here, wrong, []);
  t.equal(result.state, 'refused');
  t.strictSame(result.state === 'refused' && result.mistakes.map(({ code }) => code), [
    'name_missing',
    'email_unusable',
    'employee_id_unusable',
    'consent_missing',
    'already_expired',
    'no_photos',
  ]);
  const long = await enrolNew(here, details({ name: 'A'.repeat(201), consent: 'c'.repeat(2001) }), [
    adaA,
  ]);
  t.match(long, { mistakes: [{ code: 'name_unusable' }, { code: 'consent_unusable' }] });
});

t.test('an e-mail or an employee id belongs to one person', async (t) => {
  const here = await place(t);
  const first = await enrolNew(here, details({ email: 'ada@example.com', employeeId: '640' }), [
    adaA,
  ]);
  const before = await dump(here);
  const personId = first.state === 'enrolled' ? first.personId : '';
  const second = await enrolNew(
    here,
    details({ name: 'Bo', email: 'ADA@example.com', employeeId: '640' }),
    [bo],
  );
  t.match(second, {
    state: 'refused',
    mistakes: [
      { code: 'email_taken', personId },
      { code: 'employee_id_taken', personId },
    ],
  });
  t.strictSame(await dump(here), before);
});

t.test('of two enrolments of one e-mail at the same moment one is refused', async (t) => {
  const here = await place(t);
  const results = await Promise.all([
    enrolNew(here, details({ email: 'one@example.com' }), [adaA]),
    enrolNew(here, details({ name: 'Bo', email: 'one@example.com' }), [bo]),
  ]);
  t.strictSame(results.map(({ state }) => state).sort(), ['enrolled', 'refused']);
  t.equal((await dump(here)).templates.length, 1);
});

t.test('two people of one name are enrolled side by side, with a warning', async (t) => {
  const here = await place(t);
  const one = await enrolNew(here, details({ name: 'Sam Lee' }), [adaA]);
  const two = await enrolNew(here, details({ name: 'sam  lee' }), [bo]);
  const personId = one.state === 'enrolled' ? one.personId : '';
  t.match(two, { state: 'enrolled', warnings: [{ code: 'same_name', personIds: [personId] }] });
});

t.test(
  'the same name with the same face is the same person, unless an address tells them apart',
  async (t) => {
    const here = await place(t);
    await enrolNew(here, details(), [adaA]);
    t.match(await enrolNew(here, details(), [adaB]), {
      state: 'refused',
      mistakes: [{ code: 'already_enrolled' }],
    });
    t.equal((await dump(here)).people.length, 1);
  },
);

async function enrolled(here: Place, name: string, from: typeof adaA): Promise<string> {
  const result = await enrolNew(here, details({ name }), [from]);
  if (result.state !== 'enrolled') throw new Error(`${name} was not enrolled`);
  return result.personId;
}

t.test('the face of somebody enrolled is refused with their name', async (t) => {
  const here = await place(t);
  const personId = await enrolled(here, 'Ada Example', adaA);
  const boId = await enrolled(here, 'Bo Example', bo);
  const before = await dump(here);
  const eve = details({ name: 'Eve Example' });
  const refusal = [
    { code: 'looks_like_enrolled', explanation: /looks like Ada Example/, personId },
  ];
  t.match(await enrolNew(here, eve, [adaB]), { state: 'refused', mistakes: refusal });
  t.match(await enrolMore(here, boId, { name: 'Bo Other' }, [adaB]), { state: 'refused' });
  t.strictSame(await dump(here), before);
});

t.test('whoever is named as looking alike must be', async (t) => {
  const here = await place(t);
  const adaId = await enrolled(here, 'Ada Example', adaA);
  const boId = await enrolled(here, 'Bo Example', bo);
  const before = await dump(here);
  const eve = details({ name: 'Eve Example' });
  const mistakes = [{ code: 'not_alike' }, { code: 'looks_like_enrolled', personId: adaId }];
  t.match(await enrolNew(here, eve, [adaB], [boId]), { state: 'refused', mistakes });
  const nobody = await enrolNew(here, eve, [adaB], ['nobody']);
  t.match(nobody, { mistakes: [{ code: 'person_gone' }, {}] });
  const self = await enrolMore(here, adaId, {}, [], [adaId]);
  t.match(self, { mistakes: [{ code: 'not_alike' }] });
  t.strictSame(await dump(here), before);
});

t.test('a twin is enrolled, and from then on both need more to be approved', async (t) => {
  const here = await place(t);
  const adaId = await enrolled(here, 'Ada Example', adaA);
  const twin = await enrolNew(here, details({ name: 'Eve Example' }), [adaB], [adaId]);
  t.match(twin, { state: 'enrolled', warnings: [{ code: 'twin', personId: adaId }] });
  const eveId = twin.state === 'enrolled' ? twin.personId : '';
  const probe = await vision.analyze(await adaB.read());
  if (!probe.ok) throw new Error('no face');
  const { claimed, other } = await here.people.compare(probe.face.template, [adaId]);
  t.ok((claimed?.score ?? 0) >= vision.model.threshold, 'the twin would be let in as Ada ...');
  t.ok((claimed?.stricter ?? 0) > (claimed?.score ?? 1), '... but for the stricter threshold');
  t.equal(other?.personId, eveId);

  await removePerson(here.store, eveId, here.removal);
  const alone = await here.people.compare(probe.face.template, [adaId]);
  t.equal(alone.claimed?.stricter, undefined, 'erased with the twin');
});

t.test('photos of two people are not one person', async (t) => {
  const here = await place(t);
  const result = await enrolNew(here, details(), [adaA, adaB, bo]);
  t.equal(result.state, 'refused');
  t.match(result.photos[2], {
    label: 'bo.jpg',
    findings: [{ code: 'another_face', measure: 'Likeness', threshold: 0.58 }],
  });
  t.match(
    result.photos.map(({ state }) => state),
    ['good', 'good', 'refused'],
  );
  t.strictSame(await dump(here), { people: [], templates: [] });
});

t.test('the same picture twice counts once, and it is said', async (t) => {
  const here = await place(t);
  const again = photo('copy.jpg', await adaA.read());
  const result = await enrolNew(here, details(), [adaA, again]);
  t.match(result, {
    state: 'enrolled',
    added: 1,
    photos: [{}, { label: 'copy.jpg', state: 'repeated' }],
  });
});

t.test('photos are added to somebody enrolled and details replaced', async (t) => {
  const here = await place(t);
  const result = await enrolNew(here, details({ email: 'ada@example.com' }), [adaA]);
  const id = result.state === 'enrolled' ? result.personId : '';
  t.match(await enrolMore(here, id, {}, [adaA]), {
    state: 'unchanged',
    added: 0,
    photos: [{ state: 'repeated' }],
  });
  t.match(await enrolMore(here, id, {}, [adaB]), { state: 'updated', added: 1 });
  t.match(await enrolMore(here, id, { name: 'Ada Other', email: null }, []), {
    state: 'updated',
    added: 0,
  });
  t.match(await findPerson(here.db, id), {
    name: 'Ada Other',
    nameFolded: 'ada other',
    email: null,
    emailFolded: null,
  });
  t.equal((await dump(here)).templates.length, 2);
});

t.test('a refused update leaves the person as they were', async (t) => {
  const here = await place(t);
  await enrolNew(here, details({ name: 'Bo', email: 'bo@example.com' }), [bo]);
  const result = await enrolNew(here, details(), [adaA]);
  const id = result.state === 'enrolled' ? result.personId : '';
  const before = await dump(here);
  const refusals = [
    await enrolMore(here, id, { name: 'Ada Other' }, [adaB, bo]),
    await enrolMore(here, id, { email: 'bo@example.com' }, [adaB]),
    await enrolMore(here, id, { consent: ' ' }, [adaB]),
    await enrolMore(here, 'nobody', {}, [adaB]),
  ];
  t.strictSame(
    refusals.map(({ state }) => state),
    ['refused', 'refused', 'refused', 'refused'],
  );
  t.strictSame(await dump(here), before);
});

t.test('a removed person is gone from the gallery and from the disk', async (t) => {
  const here = await place(t);
  const result = await enrolNew(here, details({ name: 'Wilhelmina Example' }), [adaA]);
  const id = result.state === 'enrolled' ? result.personId : '';
  t.equal(
    (await here.people.findClaimed({ name: 'Wilhelmina Example', email: null, employeeId: null }))
      .length,
    1,
  );
  const sealed = (await dump(here)).templates[0]?.ciphertext ?? Buffer.alloc(0);
  const onDisk = () =>
    readdirSync(here.folder).some((file) => {
      const bytes = readFileSync(path.join(here.folder, file));
      return bytes.includes('Wilhelmina') || bytes.includes(sealed.subarray(0, 64));
    });
  t.equal(onDisk(), !isOnPostgres);
  t.match(await removePerson(here.store, id, here.removal), { receipt: { personId: id } });
  t.equal(await removePerson(here.store, id, here.removal), null);
  t.strictSame(
    await here.people.findClaimed({ name: 'Wilhelmina Example', email: null, employeeId: null }),
    [],
  );
  t.notOk(onDisk());
});

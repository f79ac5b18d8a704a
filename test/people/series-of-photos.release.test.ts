import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import t, { type Test } from 'tap';
import { loadConfig } from '#server/config/config.ts';
import { startNotify } from '#server/notify/start-notify.ts';
import type { Db } from '#server/store/schema.ts';
import { unsentMessages } from '#server/store/tables/outbox.ts';
import { latestAuditEvent } from '#server/store/tables/audit-events.ts';
import { putLookalikes } from '#server/people/gallery-rows.ts';
import { createLogger } from '#server/ops/logging.ts';
import { withdrawConsent } from '#server/people/consent.ts';
import { Gallery } from '#server/people/gallery.ts';
import { OptOuts } from '#server/people/opt-outs.ts';
import { noDetails } from '#server/people/person-details.ts';
import { consentStandings } from '#server/people/person.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { createVision } from '#server/vision/create-vision.ts';
import { runInTurn as run } from '../support/in-turn.ts';
import { Lines } from '../support/lines.ts';
import { KeepingMailServer } from '../support/mail-server.ts';
import { openTestStore } from '../support/store.ts';
import { photo, portrait } from './photos.ts';
import { enrolMore, enrolNew } from './enrol-as.ts';

const vision = await createVision(
  { engine: 'onnx', visionWorkers: 1 },
  createLogger('silent'),
  null,
);
t.before(() => vision.start());
t.teardown(() => vision.stop());

const anna = await portrait('womanA');
const again = await portrait('womanB');
const guest = await portrait('guest2');

/** A blend of two people's faces. @param share of the second face */
async function blended(one: Buffer, other: Buffer, share: number): Promise<Buffer> {
  const pixels = (image: Buffer) => sharp(image).removeAlpha().raw().toBuffer();
  const [a, b] = [await pixels(one), await pixels(other)];
  const mixed = a.map((value, i) => value * (1 - share) + b[i]! * share);
  const raw = { width: 640, height: 800, channels: 3 } as const;
  return sharp(mixed, { raw }).jpeg({ quality: 95 }).toBuffer();
}

async function place(t: Test) {
  const folder = t.testdir();
  const data = path.join(folder, 'data');
  const store = await openTestStore({ databaseFile: path.join(data, 'vestibule.sqlite') });
  t.teardown(() => store.close());
  const { db } = store;
  const cipher = await openTemplateCipher(db, path.join(data, 'template.key'));
  const people = new Gallery({ db, cipher, model: vision.model });
  const optOuts = new OptOuts(db, {
    optOutKeyFile: path.join(data, 'opt-out.key'),
    templateKeyFile: path.join(data, 'template.key'),
  });
  const enrolment = { db, cipher, vision, people, optOuts };
  const details = {
    ...noDetails,
    name: 'Anna Example',
    email: 'anna@example.com',
    consent: 'form',
  };
  const enrolled = await enrolNew(enrolment, details, [photo('anna.jpg', anna)]);
  const id = enrolled.state === 'enrolled' ? enrolled.personId : '';
  const scoreOf = async (image: Buffer) => {
    const seen = await vision.analyze(image);
    if (!seen.ok) throw new Error(seen.failure);
    return (await people.compare(seen.face.template, [id])).claimed?.score ?? -1;
  };
  return { folder, db, cipher, enrolment, id, scoreOf };
}

t.test('photos that lead from one face to another, one at a time', async (t) => {
  const { enrolment, id, scoreOf } = await place(t);
  const before = await scoreOf(guest);
  let refused = 0;
  for (const share of [0.45, 0.5, 0.52, 0.56, 0.6, 0.65, 0.7, 0.75, 0.8, 1]) {
    const image = await blended(anna, guest, share);
    const result = await enrolMore(enrolment, id, {}, [photo(`${share}.jpg`, image)]);
    const { state, photos } = result;
    if (state !== 'refused') continue;
    refused++;
    t.match(photos, [{ findings: [{ code: 'another_face' }] }], `${share}`);
  }
  t.equal(refused, 9, 'all but the first, which is hers');
  const after = await scoreOf(guest);
  t.ok(before < 0.2 && after < vision.model.threshold, `from ${before} to ${after}`);
  t.ok((await scoreOf(again)) >= vision.model.threshold, 'and it is still the one enrolled');
});

t.test('photos of two people, given together', async (t) => {
  const { enrolment } = await place(t);
  const details = { ...noDetails, name: 'Cem Example', consent: 'form' };
  const mixed = photo('mixed.jpg', await blended(guest, anna, 0.5));
  t.match(await enrolNew(enrolment, details, [photo('cem.jpg', guest), mixed]), {
    state: 'refused',
  });
});

t.test('somebody with a twin needs what approval of them needs', async (t) => {
  const { enrolment, db, id } = await place(t);
  await enrolNew(enrolment, { ...noDetails, name: 'Cem Example', consent: 'form' }, [
    photo('cem.jpg', guest),
  ]);
  const [other] = await db.selectFrom('people').select('id').where('id', '!=', id).execute();
  const pair = { personA: id, personB: other!.id, threshold: 0.9 };
  await putLookalikes(db, pair, vision.model.id, new Date());
  t.match(await enrolMore(enrolment, id, {}, [photo('again.jpg', again)]), {
    state: 'refused',
    photos: [{ findings: [{ code: 'another_face', threshold: 0.9 }] }],
  });
});

t.test('where no photo of the recogniser is left, a document has to say who it is', async (t) => {
  const { folder, db, cipher, enrolment, id } = await place(t);
  await db.updateTable('templates').set({ model: 'another' }).execute();
  const file = path.join(folder, 'new.jpg');
  await sharp(again).toFile(file);
  t.match(await enrolMore(enrolment, id, {}, [photo('new.jpg', again)]), {
    state: 'refused',
    mistakes: [{ code: 'document_needed' }],
  });
  const add = (...more: string[]) =>
    run(folder, ['enroll', 'add', '--update', 'anna@example.com', file, ...more]);
  t.match(await add(), { code: 1, err: /--document-checked/ });
  await toldByMail(t, { folder, db }, async () => {
    t.match(await add('--document-checked'), { code: 0, out: /get\s+an\s+e-mail/ });
  });
  const event = await latestAuditEvent(db, 'person_updated');
  t.match(event, { subject: id, actor: /^command:/, details: /"documentChecked":true/ });
  await cipher.expectKeyOf(db);
  t.match(await enrolMore(enrolment, id, {}, [photo('guest.jpg', guest)]), {
    state: 'refused',
    photos: [{ findings: [{ code: 'another_face' }] }],
  });
});

/** Checks that a message from `meanwhile` reaches her by mail, although the notification file is broken for a while. */
async function toldByMail(
  t: Test,
  { folder, db }: { folder: string; db: Db },
  meanwhile: () => Promise<void>,
): Promise<void> {
  const server = await new KeepingMailServer().start();
  t.teardown(() => server.stop());
  const config = loadConfig({ VESTIBULE_DATA_DIR: path.join(folder, 'data') });
  const file = `email: { host: 127.0.0.1, port: ${server.port}, from: vestibule@acme.example }
channels: [{ name: desk, type: email, to: [desk@acme.example] }]
`;
  const lines = new Lines();
  const runWith = async (text: string, until?: Promise<unknown>) => {
    await writeFile(config.notifyFile, text);
    const deps = { config, secrets: { notify: {} }, db, log: createLogger('trace', lines) };
    const notifications = await startNotify(deps);
    await (until ?? notifications.settle());
    await notifications.stop();
  };
  await runWith(file);
  await meanwhile();
  await rm(config.notifyCopyFile);
  await runWith('email: none\n');
  t.match(await unsentMessages(db, 10), [{ state: 'waiting', attempts: 1 }]);
  await runWith(file, once(server, 'mail'));
  t.match(server.all, [{ to: ['anna@example.com'], body: /tell the front desk at once/ }]);
  t.equal(server.all.length, 1, 'and nobody else');
  t.notMatch(lines.text(), /anna@example/);
  t.same(await unsentMessages(db, 10), []);
}

t.test('a consent that was given before the person withdrew does not undo that', async (t) => {
  const { enrolment, id, db } = await place(t);
  const withdrawing = {
    label: 'again.jpg',
    read: async () => {
      await withdrawConsent(db, id, 'desk:mia');
      return again;
    },
  };
  const result = await enrolMore(enrolment, id, { consent: 'signed today' }, [withdrawing]);
  t.match(result, { state: 'refused', mistakes: [{ code: 'changed_meanwhile' }] });
  const { withdrawnAt } = (await consentStandings(db, [id]))(id);
  t.ok(withdrawnAt, 'it stays withdrawn');
  const later = await enrolMore(enrolment, id, { consent: 'and again' }, [
    photo('again.jpg', again),
  ]);
  t.match(later, { state: 'updated' }, 'until they agree again');
});

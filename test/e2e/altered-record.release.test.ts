import { pino } from 'pino';
import t from 'tap';
import { cropPhoto, sampleFaces, webcamFrames } from '../../lab/trial/sample-photos.ts';
import { Trial } from '../../lab/trial/trial.ts';
import { verifyRecord } from '#server/audit/verify.ts';
import { renewConsent } from '#server/people/consent.ts';
import { Gallery } from '#server/people/gallery.ts';
import { OptOuts } from '#server/people/opt-outs.ts';
import { findSignIn } from '#server/store/tables/sign-ins.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { photo } from '../people/photos.ts';
import { tamper } from '../support/store.ts';
import { enrolMore } from '../people/enrol-as.ts';

const { womanA, womanB, guest2 } = sampleFaces;
const anna = { name: 'Anna Lindqvist', email: 'anna@example.com', employeeId: '17' };
const bea = { name: 'Bea Moreau', email: 'bea@example.com' };

/** The statement of an attacker who can write to the database. */
function rewritten(id: string, { name, email, employeeId }: Partial<typeof anna>) {
  const number = employeeId === undefined ? 'null' : `'${employeeId}'`;
  return `update people set name = '${name}', name_folded = lower('${name}'), email = '${email}',
    email_folded = '${email}', employee_id = ${number} where id = '${id}'`;
}

t.test('who somebody is, written over under their face', async (t) => {
  const trial = await Trial.start(t.testdir(), pino({ level: 'silent' }));
  t.teardown(() => trial.stop());
  const { service, config } = trial;
  const { db, vision } = service;
  const annaId = await trial.enrol(anna, [await cropPhoto(womanA)]);
  const beaId = await trial.enrol(bea, [await cropPhoto(guest2)]);
  await trial.openKiosk({ frames: await webcamFrames(womanB, 12) });
  let job = 0;
  const visit = async (visitor: { name: string; email: string }) => {
    const jobId = `job-${++job}`;
    const { name, email } = visitor;
    const { status } = await trial.signIn({ name, email, jobId });
    return { status, reason: (await findSignIn(db, jobId))?.reason };
  };
  const altered = async () => {
    const { faults } = await verifyRecord({ ...config, db });
    return faults.flatMap(({ code, personId }) => (code === 'person_altered' ? [personId] : []));
  };
  const write = (...statements: string[]) => tamper(config.databaseFile, ...statements);
  const nobody = (id: string) =>
    `update people set email_folded = null, employee_id = null where id = '${id}'`;

  t.match(await visit(anna), { status: 200 });
  t.strictSame(await altered(), []);

  await write(nobody(annaId), nobody(beaId), rewritten(annaId, bea), rewritten(beaId, anna));
  const held = { status: 412, reason: 'record_differs' };
  t.match(await visit(bea), held, "with the other one's face under the name");
  t.match(await visit(anna), held);
  t.strictSame(await altered(), [annaId, beaId].sort());

  const cipher = await openTemplateCipher(db, config.templateKeyFile);
  const people = new Gallery({ db, cipher, model: vision.model });
  const optOuts = new OptOuts(db, config);
  const enrolment = { db, cipher, vision, people, optOuts };
  const another = photo('b.jpg', await cropPhoto(womanB));
  t.match(
    await enrolMore(enrolment, annaId, { name: 'Bea Moreau-Lind' }, []),
    { state: 'refused', mistakes: [{ code: 'record_altered' }] },
    'no edit makes it right',
  );
  t.match(await enrolMore(enrolment, annaId, {}, [another]), {
    mistakes: [{ code: 'record_altered' }],
  });
  await renewConsent(db, annaId, { statement: 'again' }, 'command:desk');
  t.match(await visit(bea), held, 'nor does a consent');

  await write(nobody(annaId), nobody(beaId), rewritten(annaId, anna), rewritten(beaId, bea));
  await write(`update people set email_folded = 'else@example.com' where id = '${annaId}'`);
  t.match(
    await visit({ name: anna.name, email: 'else@example.com' }),
    held,
    'by what is looked up alone',
  );
  await write(`update people set email_folded = 'anna@example.com' where id = '${annaId}'`);
  t.match(await visit(anna), { status: 200 }, 'written back as it was sealed');
  const seen = { ...enrolment, documentChecked: true };
  t.match(
    await enrolMore(seen, annaId, {}, [photo('bo.jpg', await cropPhoto(guest2))]),
    { state: 'refused', photos: [{ findings: [{ code: 'another_face' }] }] },
    'a document does not make another face theirs',
  );
  t.match(await enrolMore(seen, annaId, {}, [another]), { state: 'updated' });
  t.match(await visit(anna), { status: 200 });
  t.strictSame(await altered(), []);
  t.match(await enrolMore(enrolment, annaId, { name: 'Anna Berg', employeeId: null }, []), {
    state: 'updated',
  });
  t.match(
    await visit({ ...anna, name: 'Anna Berg' }),
    { status: 200 },
    'an edit that Vestibule made',
  );

  await write(`insert into erasures (person_id, erased_at) values ('${annaId}', '2026-01-01')`);
  t.match(await visit({ ...anna, name: 'Anna Berg' }), held, 'who was erased and is put back');

  await write('delete from person_seals');
  await openTemplateCipher(db, config.templateKeyFile);
  t.match(await visit({ ...anna, name: 'Anna Berg' }), held, 'without a seal, after a start too');
  t.strictSame(await altered(), [annaId, beaId].sort());
});

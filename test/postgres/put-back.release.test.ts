import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, cpSync, mkdirSync, readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import path from 'node:path';
import { sql } from 'kysely';
import { pino } from 'pino';
import t from 'tap';
import { cropPhoto, sampleFaces, webcamFrames } from '../../lab/trial/sample-photos.ts';
import { Trial } from '../../lab/trial/trial.ts';
import { KioskClient } from '../../lab/simulate/kiosk-client.ts';
import { listSecret, answerHit, startDatabase } from '../checks/remote-database.ts';
import { runCommand } from '../support/command.ts';
import { administer } from '../support/postgres/databases.ts';
import { requiredPrograms, startPostgres } from '../support/postgres/server.ts';
import { untilTrue } from './installation.ts';

const { womanA, womanB, guest2 } = sampleFaces;
const anna = { name: 'Anna Lindqvist', email: 'anna@example.com' };
const bea = { name: 'Bea Moreau', email: 'bea@example.com' };

const server = await startPostgres();
t.teardown(() => server.stop());
await administer(server.url, 'create database v');
const url = `${server.url}/v`;
const program = (name: string, ...args: string[]) =>
  execFileSync(path.join(requiredPrograms()!, name), args, { stdio: ['ignore', 'ignore', 'pipe'] });

t.test('a database that is put back under running instances brings nobody back', async (t) => {
  const folder = t.testdir({});
  const folderOf = (name: string) => path.join(folder, name);
  const dataDir = (name: string) => path.join(folderOf(name), 'data');
  const registerOf = (name: string) => readFileSync(path.join(dataDir(name), 'erased-ids.txt'));
  const start = async (name: string) => {
    mkdirSync(dataDir(name), { recursive: true, mode: 0o700 });
    const settings = { VESTIBULE_DATABASE_URL: url, ENVOY_CLIENT_SECRET: 'a-secret-of-this-test' };
    const log = pino({ level: 'silent' });
    const trial = await Trial.start(dataDir(name), log, settings);
    t.teardown(() => trial.stop());
    return trial;
  };
  const one = await start('one');
  mkdirSync(dataDir('two'), { recursive: true, mode: 0o700 });
  copyFileSync(
    path.join(dataDir('one'), 'template.key'),
    path.join(dataDir('two'), 'template.key'),
  );
  const two = await start('two');
  const trials = [one, two];
  for (const [i, { service }] of trials.entries()) {
    const { code } = await service.pairing.newCode({ name: `iPad ${i}`, deviceId: `iPad ${i}` });
    const frames = await webcamFrames(womanB, 12);
    const kiosk = new KioskClient({ url: service.lobbyUrl, code, frames });
    t.teardown(() => kiosk.stop());
    await kiosk.start();
  }
  const statuses = async (visitor: { name: string; email: string }, attempt: string) => {
    const found: number[] = [];
    for (const [i, trial] of trials.entries()) {
      const job = { deviceId: `iPad ${i}`, jobId: `${attempt} ${i}` };
      const answer = await trial.signIn({ ...visitor, ...job });
      found.push(answer.status);
      // Signs the visitor out, because otherwise the next sign-in would be of a person who is already in.
      const signedOutAt = new Date();
      await trial.service.db.updateTable('sign_ins').set({ signedOutAt }).execute();
    }
    return found;
  };
  const erase = async (name: string, email: string) => {
    const settings = { VESTIBULE_DATABASE_URL: url };
    const { code, err } = await runCommand(
      folderOf(name),
      ['privacy', 'erase', email, '--yes'],
      settings,
    );
    t.equal(code, 0, err);
  };

  const annaId = await one.enrol(anna, [await cropPhoto(womanA)]);
  const beaId = await one.enrol(bea, [await cropPhoto(guest2)]);
  t.same(await statuses(anna, 'before'), [200, 200], 'she is who she says');
  const dump = path.join(folder, 'dump');
  program('pg_dump', '-Fc', '-f', dump, url);
  await erase('one', anna.email);
  await untilTrue(() => trials.every(({ config }) => isIn(config.erasureRegisterFile, annaId)));
  t.ok(
    registerOf('two').includes(annaId),
    'whoever is erased at one stands in the register of each',
  );
  t.same(await statuses(anna, 'erased'), [412, 412]);

  program('pg_restore', '--clean', '--if-exists', '--single-transaction', '-d', url, dump);
  t.same(await statuses(anna, 'put back'), [412, 412]);
  await erase('two', bea.email);
  t.same(await statuses(anna, 'and another one erased'), [412, 412]);
  const people = await one.service.db.selectFrom('people').select('id').execute();
  t.same(people, [], 'nobody is enrolled');
  await untilTrue(() => trials.every(({ config }) => isIn(config.erasureRegisterFile, beaId)));
  for (const name of ['one', 'two']) {
    t.ok(registerOf(name).includes(annaId), 'nobody was taken out of the register');
  }

  await two.enrol(anna, [await cropPhoto(womanA)]);
  t.same(
    await statuses(anna, 'enrolled again'),
    [200, 200],
    'whoever is enrolled afterwards is known',
  );

  program('pg_restore', '--clean', '--if-exists', '--single-transaction', '-d', url, dump);
  await one.service.db.deleteFrom('erasures').execute();
  t.same(
    await statuses(anna, 'put back once more'),
    [412, 412],
    'with the numbers of another past',
  );
});

t.test(
  'somebody who is erased while they are held is not let in by what is put back',
  async (t) => {
    let held: ((response: ServerResponse) => void) | undefined;
    const list = await startDatabase(t, (response) => held?.(response));
    const folder = t.testdir({ data: { 'policy.yaml': policyFor(list.url) } });
    await administer(server.url, 'create database x');
    const [address, data] = [`${server.url}/x`, path.join(folder, 'data')];
    const settings = { VESTIBULE_DATABASE_URL: address, REMOTE_LIST_SECRET: listSecret };
    const trial = await Trial.start(data, pino({ level: 'silent' }), settings);
    t.teardown(() => trial.stop());
    const kiosk = await trial.openKiosk({ frames: await webcamFrames(womanB, 12) });
    const { db } = trial.service;
    const annaId = await trial.enrol(anna, [await cropPhoto(womanA)]);
    const dump = path.join(folder, 'dump');
    program('pg_dump', '-Fc', '-f', dump, address);
    /** The face matches, then `change` happens, and then the other check passes. */
    const answerAfter = async (jobId: string, change: () => Promise<void>) => {
      const asked = new Promise<ServerResponse>((resolve) => (held = resolve));
      const looked = once(kiosk, 'captureEnd');
      const answer = trial.signIn({ ...anna, jobId });
      const [response] = await Promise.all([asked, looked]);
      // The face check has queued queries. These queries wait behind them.
      for (let i = 0; i < 200; i++) await sql`select 1`.execute(db);
      await change();
      answerHit(false)(response, list.asked.at(-1)!);
      return answer;
    };
    const restore = async () => {
      program('pg_restore', '--clean', '--if-exists', '--single-transaction', '-d', address, dump);
    };
    t.match(await answerAfter('still enrolled', restore), { status: 200 });
    const another = path.join(folder, 'another');
    // The service renames what it has written.
    const filter = (file: string) => !file.endsWith('.new');
    cpSync(data, path.join(another, 'data'), { recursive: true, filter });
    const answer = await answerAfter('erased', async () => {
      const { code, err } = await runCommand(
        another,
        ['privacy', 'erase', anna.email, '--yes'],
        settings,
      );
      t.equal(code, 0, err);
      // Waits until the service has noticed the erasure.
      await untilTrue(() => isIn(trial.config.erasureRegisterFile, annaId));
      await restore();
    });
    t.match(answer, { status: 412, body: /No person is enrolled/ }, 'in time, and with the reason');
  },
);

t.test('a database that is put back in part lets nobody in', async (t) => {
  const folder = t.testdir({ data: {} });
  await administer(server.url, 'create database w');
  const settings = { VESTIBULE_DATABASE_URL: `${server.url}/w` };
  const trial = await Trial.start(path.join(folder, 'data'), pino({ level: 'silent' }), settings);
  t.teardown(() => trial.stop());
  await trial.enrol(anna, [await cropPhoto(womanA)]);
  await trial.openKiosk({ frames: await webcamFrames(womanB, 12) }, { deviceId: 'iPad' });
  const status = async (jobId: string) =>
    (await trial.signIn({ ...anna, deviceId: 'iPad', jobId })).status;
  t.equal(await status('before'), 200);
  const triggers = (how: string) =>
    sql`alter table people ${sql.raw(how)} trigger user`.execute(trial.service.db);
  await triggers('disable');
  // The state while a tool has restored the tables and not yet their triggers.
  await sql`update people_revision set revision = 0`.execute(trial.service.db);
  t.equal(await status('in part'), 412);
  await triggers('enable');
  t.equal(await status('whole'), 200);
});

const policyFor = (url: string) => `
default:
  checks:
    face: { againWithinMinutes: 0 }
    remote_list: { url: '${url}', fields: [name] }
`;

function isIn(file: string, personId: string): boolean {
  return readFileSync(file, 'utf8').includes(personId);
}

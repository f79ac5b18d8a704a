import Database from 'better-sqlite3';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, readFileSync, statSync, watch, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pino } from 'pino';
import t from 'tap';
import { cropPhoto, sampleFaces } from '../../lab/trial/sample-photos.ts';
import { end, secret, start } from '../../lab/running-service.ts';
import { Trial } from '../../lab/trial/trial.ts';
import { addDeskAccount } from '#server/desk/accounts/accounts.ts';
import { Offerer } from '../desk/desk-people.ts';
import { DeskBrowser } from '../desk/start-desk.ts';
import { heldSignIn, sendSigned } from '../../lab/simulate/held-sign-in.ts';
import { KioskClient } from '../../lab/simulate/kiosk-client.ts';
import { projectRoot } from '#server/config/environment.ts';
import { follow, viewsOf } from '../support/posing-person.ts';

const logOf = (databaseFile: string) => `${databaseFile}-wal`;

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** Calls back once, as soon as the write-ahead log is longer than `bytes`: in the middle of a commit. */
function whenLonger(databaseFile: string, bytes: number, then: () => void): () => void {
  let isOver = false;
  const look = () => {
    if (isOver || sizeOf(logOf(databaseFile)) <= bytes) return;
    isOver = true;
    watcher.close();
    then();
  };
  const watcher = watch(path.dirname(databaseFile), look);
  return () => watcher.close();
}

/** Calls back once, at the next write to the log. A log that restarts at its beginning does not get longer. */
function whenWritten(databaseFile: string, then: () => void): void {
  const watcher = watch(path.dirname(databaseFile), (_event, name) => {
    if (name !== path.basename(logOf(databaseFile))) return;
    watcher.close();
    then();
  });
}

/** What is stored of a person: everything that an enrolment writes, nothing, or a description of the fault. */
function storedOf(database: Database.Database, name: string): string {
  const whole = database.pragma('integrity_check', { simple: true });
  const broken = database.pragma('foreign_key_check') as unknown[];
  if (whole !== 'ok' || broken.length > 0) return 'a damaged database';
  const valueOf = (sql: string, ...values: unknown[]) =>
    database
      .prepare(sql)
      .pluck()
      .get(...values);
  const id = database.prepare('select id from people where name = ?').pluck().get(name);
  if (id === undefined) {
    const strays = ['templates', 'consents'].some(
      (table) =>
        valueOf(`select count(*) from ${table} where person_id not in (select id from people)`) !==
        0,
    );
    const enrolled = valueOf("select count(*) from audit_events where action = 'person_enrolled'");
    const isRecorded = enrolled !== valueOf('select count(*) from people');
    return strays || isRecorded ? 'a part' : 'nothing';
  }
  const parts = [
    valueOf('select count(*) from templates where person_id = ?', id),
    valueOf('select count(*) from consents where person_id = ?', id),
    valueOf('select count(*) from audit_events where subject = ?', id),
  ];
  return parts.every((part) => Number(part) > 0) ? 'everything' : 'a part';
}

/** Names of all people enrolled here, who share one face. */
function enrolledNames(databaseFile: string): string[] {
  if (!existsSync(databaseFile)) return [];
  const database = new Database(databaseFile, { readonly: true });
  const names = database.prepare('select name from people').pluck().all() as string[];
  database.close();
  return names;
}

t.test('kill -9 while the command writes an enrolment', async (t) => {
  const folder = t.testdir();
  const dataDir = path.join(folder, 'data');
  const databaseFile = path.join(dataDir, 'vestibule.sqlite');
  const photo = path.join(folder, 'anna.jpg');
  writeFileSync(photo, await cropPhoto(sampleFaces.womanA));
  const script = path.join(projectRoot, 'dist/scripts/vestibule.js');
  /** Resolves with the signal that ended the command. @param killAt bytes in the log; never when left out */
  const enrol = async (name: string, killAt?: number) => {
    const alike = enrolledNames(databaseFile).flatMap((other) => ['--twin-of', other]);
    const child = spawn(
      process.execPath,
      [script, 'enroll', 'add', '--name', name, '--consent', 'for this test', ...alike, photo],
      { env: { PATH: process.env['PATH'], VESTIBULE_DATA_DIR: dataDir }, stdio: 'ignore' },
    );
    const kill = () => child.kill('SIGKILL');
    const unwatch = killAt === undefined ? () => {} : whenLonger(databaseFile, killAt, kill);
    const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
    unwatch();
    return signal;
  };
  await enrol('Anna 0');
  // An open connection keeps the log from being deleted.
  const database = new Database(databaseFile);
  t.teardown(() => database.close());
  t.equal(storedOf(database, 'Anna 0'), 'everything');
  copyFileSync(databaseFile, path.join(folder, 'before.sqlite'));
  // An open read transaction keeps the whole log. Without it, a checkpoint would restart the log.
  database.exec('begin');
  t.equal(storedOf(database, 'Anna 0'), 'everything');
  await enrol('Anna 1');
  const log = readFileSync(logOf(databaseFile));
  database.exec('commit');
  t.equal(storedOf(database, 'Anna 1'), 'everything');

  await t.test('at any point of it', async (t) => {
    // A killed process leaves the log as far as it was written.
    const copy = path.join(folder, 'cut.sqlite');
    const outcomes: string[] = [];
    for (let cut = 0; cut < log.length; cut += 1999) {
      copyFileSync(path.join(folder, 'before.sqlite'), copy);
      writeFileSync(logOf(copy), log.subarray(0, cut));
      const opened = new Database(copy);
      outcomes.push(storedOf(opened, 'Anna 1'));
      opened.close();
    }
    t.ok(outcomes.length > 20);
    // Everything after the enrolment's part of the log was written later.
    const enrolledFrom = outcomes.indexOf('everything');
    const before = outcomes.slice(0, enrolledFrom < 0 ? outcomes.length : enrolledFrom);
    const after = outcomes.slice(before.length);
    t.same(new Set(before), new Set(['nothing']));
    t.ok(after.every((outcome) => outcome === 'everything'));
    writeFileSync(logOf(copy), log);
    copyFileSync(path.join(folder, 'before.sqlite'), copy);
    const opened = new Database(copy);
    t.equal(storedOf(opened, 'Anna 1'), 'everything', 'with the last byte it is there');
    opened.close();
  });

  for (const share of [0, 0.5]) {
    await t.test(`when ${share * 100} % of it are seen on the disk`, async (t) => {
      for (let attempt = 0; ; attempt++) {
        database.pragma('wal_checkpoint(TRUNCATE)');
        const name = `Anna ${share} ${attempt}`;
        const signal = await enrol(name, share * log.length);
        t.match(storedOf(database, name), /^(nothing|everything)$/);
        // On a busy machine the command may end before the signal. Then the test tries again.
        if (signal === 'SIGKILL') return;
      }
    });
  }
  t.equal(await enrol('Anna 2'), null);
  t.equal(storedOf(database, 'Anna 2'), 'everything', 'and the next enrolment works');
});

t.test('kill -9 of the service while it enrols from the camera', async (t) => {
  const dataDir = path.join(t.testdir(), 'data');
  const databaseFile = path.join(dataDir, 'vestibule.sqlite');
  const trial = await Trial.start(dataDir, pino({ level: 'silent' }));
  const { db, lobbyUrl, pairing } = trial.service;
  const { code } = await pairing.newCode({ name: 'Lobby' });
  const redeemed = await pairing.redeem(code);
  if (!redeemed.paired) throw new Error(redeemed.refusal);
  const { id: screenId } = await db.selectFrom('kiosks').select('id').executeTakeFirstOrThrow();
  const who = { name: 'Mia Manager', role: 'manager' } as const;
  const { account, link } = await addDeskAccount(db, who, { actor: 'command:test' });
  const password = 'a long pass phrase of this test';
  const first = new DeskBrowser(new URL(lobbyUrl).origin);
  await first.post('/desk/api/set-password', { link: link.token, password });
  await trial.stop();
  const views = await viewsOf(sampleFaces.womanA);
  let running = await start(dataDir);
  t.teardown(() => end(running, 'SIGTERM'));

  for (const [what, isWriting] of Object.entries({
    'as the first of it is written': true,
    'as the camera goes off': false,
  })) {
    await t.test(what, async (t) => {
      const name = `Anna ${isWriting}`;
      const { token } = redeemed;
      const kiosk = new KioskClient({
        url: running.lobbyUrl,
        token,
        frames: views.ahead,
        reconnect: false,
      });
      await kiosk.start();
      follow(kiosk, () => views);
      const killed = once(running.process, 'exit');
      const kill = () => running.process.kill('SIGKILL');
      if (!isWriting) kiosk.once('captureEnd', kill);
      else kiosk.once('capture', () => whenWritten(databaseFile, kill));
      const browser = new DeskBrowser(new URL(running.lobbyUrl).origin);
      await browser.post('/desk/api/login', { account: account.login, password });
      const manager = new Offerer(browser, account.id);
      const ordered = await manager.order(screenId, { name, email: `${isWriting}@example.com` });
      t.equal(ordered.status, 200, ordered.text);
      t.same(await killed, [null, 'SIGKILL']);
      await kiosk.stop();

      const database = new Database(databaseFile);
      const stored = storedOf(database, name);
      database.close();
      t.match(stored, /^(nothing|everything)$/);
      const isShown = manager.enrolments.some(({ step }) => step === 'enrolled');
      if (isShown) t.equal(stored, 'everything', 'what the desk showed');
      running = await start(dataDir);
      const lobby = new KioskClient({ url: running.lobbyUrl, token, frames: views.ahead });
      await lobby.start();
      const body = JSON.stringify(heldSignIn({ name }));
      const { status } = await sendSigned(running.hookUrl, secret, body);
      t.equal(status, stored === 'everything' ? 200 : 412, 'what is stored is what counts');
      await lobby.stop();
    });
  }
});

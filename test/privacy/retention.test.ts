import t from 'tap';
import { checkRetention } from '#server/installation/diagnosis/enrolled.ts';
import { renewConsent, withdrawConsent } from '#server/people/consent.ts';
import { RecordCipher } from '#server/keys/record-cipher.ts';
import { createLogger } from '#server/ops/logging.ts';
import { purge, startPurging } from '#server/people/retention.ts';
import { insertChecks } from '#server/store/tables/sign-in-history.ts';
import { insertSignIn } from '#server/store/tables/sign-ins.ts';
import { decidedSignIn } from '../store/rows.ts';
import { Lines } from '../support/lines.ts';
import { runInTurn as run, runJsonInTurn as runJson } from '../support/in-turn.ts';
import { installation } from './installation.ts';
import path from 'node:path';
import { readFileSync } from 'node:fs';
import { isOnPostgres } from '../support/postgres/databases.ts';

const daysAgo = (days: number) => new Date(Date.now() - days * 24 * 60 * 60_000);
const retention = { enrolmentDays: 365, signInDays: 365 };

type Place = Awaited<ReturnType<typeof installation>>;

function enrolledDaysAgo({ enrolled }: Place, id: string, days: number) {
  return enrolled(id, `Person ${id}`, { createdAt: daysAgo(days), consentAt: daysAgo(days) });
}

function usedDaysAgo({ db }: Place, id: string, days: number, verdict = 'approved') {
  const decidedAt = daysAgo(days);
  const row = { claimedPersonId: id, verdict, decidedAt, receivedAt: decidedAt };
  return insertSignIn(db, decidedSignIn(`${id}-${days}`, row));
}

/** One person for each case. The ids of those to be erased begin with `old`. */
async function variety(t: Parameters<typeof installation>[0]) {
  const here = await installation(t);
  await enrolledDaysAgo(here, 'old-unused', 366);
  await enrolledDaysAgo(here, 'new-unused', 364);
  await enrolledDaysAgo(here, 'used', 900);
  await usedDaysAgo(here, 'used', 800);
  await usedDaysAgo(here, 'used', 300);
  await enrolledDaysAgo(here, 'old-used', 900);
  await usedDaysAgo(here, 'old-used', 400);
  await enrolledDaysAgo(here, 'old-only-refused', 900);
  await usedDaysAgo(here, 'old-only-refused', 10, 'review');
  await enrolledDaysAgo(here, 'old-withdrawn', 5);
  await withdrawConsent(here.db, 'old-withdrawn', 'command:desk');
  return here;
}

async function ids({ db }: Place) {
  const rows = await db.selectFrom('people').select('id').orderBy('id').execute();
  return rows.map(({ id }) => id);
}

const kept = ['new-unused', 'used'];

t.test('a dry run says who would go and why, and changes nothing', async (t) => {
  const here = await variety(t);
  const before = await ids(here);
  const { code, out } = await run(here.folder, ['privacy', 'purge', '--dry-run']);
  t.equal(code, 0);
  t.match(out, /Person old-unused \(old-unused\): last used on .*, more than 365 days\s+ago/);
  t.match(out, /Person old-withdrawn \(old-withdrawn\): withdrew their consent on/);
  t.match(out, /would erase 4 people and\ndelete 2 sign-in records/);
  t.notMatch(out, /new-unused|Person used/);
  t.strictSame(await ids(here), before);
  t.equal((await here.db.selectFrom('sign_ins').select('jobId').execute()).length, 4);
});

t.test('a purge asks, and where nobody can answer it erases nobody', async (t) => {
  const here = await variety(t);
  const before = await ids(here);
  const { code, err } = await run(here.folder, ['privacy', 'purge']);
  t.match({ code, err }, { code: 1, err: /Nobody was erased[^]*--yes/ });
  t.strictSame(await ids(here), before);
});

t.test('a purge erases those and deletes old sign-ins', async (t) => {
  const here = await variety(t);
  const { code, json } = await runJson(here.folder, ['privacy', 'purge', '--yes']);
  t.equal(code, 0);
  t.match(json, { signIns: 2, disk: { rewritten: !isOnPostgres, logEmptied: !isOnPostgres } });
  t.strictSame(await ids(here), kept);
  const events = await here.db.selectFrom('audit_events').select(['action', 'details']).execute();
  t.equal(events.filter(({ action }) => action === 'person_erased').length, 4);
  const purged = events.filter(({ action }) => action === 'sign_ins_purged');
  t.match(purged, [{ details: '{"count":2}' }]);
  const register = readFileSync(path.join(here.data, 'erased-ids.txt'), 'utf8');
  t.equal(register.split('\n').filter((line) => line.includes(' old-')).length, 4);
});

t.test('another retention is heeded', async (t) => {
  const here = await variety(t);
  const settings = { VESTIBULE_RETENTION_DAYS: '3650', VESTIBULE_SIGN_IN_RETENTION_DAYS: '3650' };
  const { json } = await runJson(here.folder, ['privacy', 'purge', '--dry-run'], settings);
  t.match(json, { people: [{ personId: 'old-withdrawn' }], signIns: 0 });
});

/** Starts and stops the service. Returns its log lines. */
async function startService({ store, data, keyFile }: Place) {
  const lines = new Lines();
  const erasureRegisterFile = path.join(data, 'erased-ids.txt');
  const stop = await startPurging(
    store,
    { retention, erasureRegisterFile, templateKeyFile: keyFile },
    createLogger('info', lines),
  );
  await stop();
  return lines.text();
}

/** A sign-in that proves the clock: its `recent` check passed, so the clock agreed with Envoy's. */
async function provenDaysAgo({ db }: Place, days: number, note: string | null = null) {
  const decidedAt = daysAgo(days);
  const jobId = `proof-${days}`;
  // Claims a person who is erased. The erasure must not turn a sign-in that proves nothing into a proof.
  const row = { claimedPersonId: 'old-withdrawn', decidedAt, receivedAt: decidedAt };
  await insertSignIn(db, decidedSignIn(jobId, row));
  const recent = { check: 'recent', passed: true, reason: 'passed', note, milliseconds: 0 };
  await insertChecks(db, jobId, [recent]);
}

t.test('the service purges when it starts', async (t) => {
  const here = await variety(t);
  await provenDaysAgo(here, 1);
  await startService(here);
  t.strictSame(await ids(here), kept);
});

t.test('by a clock that no sign-in bears out it erases those only who withdrew', async (t) => {
  const here = await variety(t);
  const all = await ids(here);
  const signIns = async () =>
    (await here.db.selectFrom('sign_ins').select('jobId').execute()).length;
  await provenDaysAgo(here, 46);
  await provenDaysAgo(here, 2, 'Envoy sent no time of the sign-in.');
  const before = await signIns();
  t.match(await startService(here), /"people":3.*no sign-in of the last 45 days/);
  t.strictSame(
    await ids(here),
    all.filter((id) => id !== 'old-withdrawn'),
  );
  t.equal(await signIns(), before);
  t.match(await checkRetention(here.db, retention), [
    { code: 'retention_held', found: /^3 past it are kept/, todo: /privacy purge/ },
  ]);
  await run(here.folder, ['privacy', 'purge', '--yes']);
  t.strictSame(await ids(here), kept, 'a person can see to it');
  t.match(await checkRetention(here.db, retention), [{ code: 'retention' }]);
});

t.test('whose enrolment or consent has run out goes a month later', async (t) => {
  const here = await installation(t);
  await here.enrolled('ada', 'Ada', { expiresAt: daysAgo(31) });
  await here.enrolled('bea', 'Bea', { expiresAt: daysAgo(29) });
  await here.enrolled('cleo', 'Cleo');
  await here.enrolled('dora', 'Dora');
  const renew = (id: string, days: number) =>
    renewConsent(here.db, id, { statement: 'signed', expiresAt: daysAgo(days) }, 'command:desk');
  await renew('cleo', 31);
  await renew('dora', 31);
  await renew('dora', -10);
  await provenDaysAgo(here, 0);
  const { out } = await run(here.folder, ['privacy', 'purge', '--dry-run']);
  t.match(out, /Ada \(ada\): their enrolment or consent ran out on/);
  await startService(here);
  t.strictSame(await ids(here), ['bea', 'dora']);
});

t.test('a use counts although its record is gone already', async (t) => {
  const here = await installation(t);
  await enrolledDaysAgo(here, 'ada', 900);
  await usedDaysAgo(here, 'ada', 100);
  const settings = { VESTIBULE_SIGN_IN_RETENTION_DAYS: '30' };
  await run(here.folder, ['privacy', 'purge', '--yes'], settings);
  t.equal((await here.db.selectFrom('sign_ins').select('jobId').execute()).length, 0);
  await run(here.folder, ['privacy', 'purge', '--yes'], settings);
  t.strictSame(await ids(here), ['ada']);
});

t.test('a clock far ahead does not empty the house, however few live in it', async (t) => {
  const here = await installation(t);
  for (let i = 0; i < 3; i++) await enrolledDaysAgo(here, `person-${i}`, 3000);
  await provenDaysAgo(here, 2900);
  await startService(here);
  t.equal((await ids(here)).length, 3);
});

t.test('who agrees again while others are erased is not', async (t) => {
  const here = await installation(t);
  const { db, keyFile } = here;
  for (const id of ['first', 'second']) {
    await enrolledDaysAgo(here, id, 5);
    await withdrawConsent(db, id, 'command:desk');
  }
  // `readKey` runs before each erasure, so the second person agrees again just before the first is erased.
  const agree = () =>
    renewConsent(db, 'second', { statement: 'signed again', given: 'paper' }, 'desk:mia');
  class Agreeing extends RecordCipher {
    #agreed: Promise<unknown> | undefined;
    override async readKey(): Promise<void> {
      await (this.#agreed ??= agree());
      await super.readKey();
    }
  }
  const by = { actor: 'command:test', messages: new Agreeing(keyFile) };
  const { receipts } = await purge(db, retention, by);
  t.same(
    receipts.map(({ personId }) => personId),
    ['first'],
  );
  t.strictSame(await ids(here), ['second']);
});

import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pino } from 'pino';
import t, { type Test } from 'tap';
import { recordEvent } from '#server/audit/record.ts';
import { startSealing } from '#server/audit/sealing.ts';
import { recordVerdict } from '#server/sign-in/ledger.ts';
import { verifyRecord } from '#server/audit/verify.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { openTestStore, tamper } from '../support/store.ts';
import { startHook } from '../support/hook.ts';

async function place(t: Test) {
  const folder = t.testdir();
  const databaseFile = path.join(folder, 'vestibule.sqlite');
  const templateKeyFile = path.join(folder, 'template.key');
  const store = await openTestStore({ databaseFile });
  t.teardown(() => store.close());
  await openTemplateCipher(store.db, templateKeyFile);
  const lines: string[] = [];
  const log = pino({}, { write: (line: string) => void lines.push(line) });
  const auditSealFile = path.join(folder, 'audit.seal');
  return { db: store.db, databaseFile, templateKeyFile, auditSealFile, log, lines };
}

/** Waits until the seal file's number fulfils `isSo`. */
async function until(file: string, isSo: (seq: number) => boolean): Promise<void> {
  for (;;) {
    const { seq } = JSON.parse(readFileSync(file, 'utf8')) as { seq: number };
    if (isSo(seq)) return;
    await setTimeout(20);
  }
}

t.test(
  'a running service seals what anybody puts on record, and once more at its end',
  async (t) => {
    const here = await place(t);
    const stop = await startSealing(here, here.log);
    t.match(await verifyRecord(here), { events: 2, sealedSeq: 2, faults: { length: 0 } });
    await recordEvent(here.db, { action: 'policy_changed', actor: 'service' });
    await until(here.auditSealFile, (seq) => seq === 3);
    await recordEvent(here.db, { action: 'policy_changed', actor: 'service' });
    await stop();
    t.match(await verifyRecord(here), { events: 4, sealedSeq: 4, faults: { length: 0 } });
    t.strictSame(here.lines, []);
  },
);

t.test(
  'a service that finds the end cut off says so once, and does not seal over it',
  async (t) => {
    const here = await place(t);
    await (
      await startSealing(here, here.log)
    )();
    await tamper(here.databaseFile, 'delete from audit_events');
    const before = readFileSync(here.auditSealFile, 'utf8');
    const stop = await startSealing(here, here.log);
    await stop();
    t.equal(here.lines.length, 1);
    t.match(here.lines[0], /cut_off.*audit verify/);
    t.equal(readFileSync(here.auditSealFile, 'utf8'), before);
  },
);

t.test('a seal that cannot be written stops nothing', async (t) => {
  const here = await place(t);
  const auditSealFile = path.join(path.dirname(here.auditSealFile), 'nowhere', 'audit.seal');
  const stop = await startSealing({ ...here, auditSealFile }, here.log);
  await stop();
  t.match(here.lines, [/ENOENT/]);
  rmSync(here.templateKeyFile);
  await (
    await startSealing(here, here.log)
  )();
  t.match(here.lines[1], /no_key/);
});

t.test('each verdict is on record once, by its job, without whose it was', async (t) => {
  const here = await place(t);
  const { databaseFile } = here;
  const matched = {
    name: 'face',
    run: async () => ({ passed: true, reason: 'matched', evidence: { note: 'Ada' } }) as const,
  };
  const hook = await startHook(t, { databaseFile, checks: [matched], ledgerHook: [recordVerdict] });
  t.teardown(() => hook.stop());
  for (const jobId of ['job-1', 'job-1', 'job "2", Ünïcode and ada@example.com']) {
    t.equal((await hook.signIn({ jobId, email: 'ada@example.com' })).status, 200);
  }
  const rows = await here.db
    .selectFrom('audit_events')
    .selectAll()
    .where('action', '=', 'sign_in_decided')
    .execute();
  const details = '{"verdict":"approved","reason":"matched"}';
  const decided = { action: 'sign_in_decided', actor: 'service', details };
  t.match(rows, [
    { ...decided, subject: 'job-1' },
    { ...decided, subject: 'job "2", Ünïcode and ada@example.com' },
  ]);
  t.equal(rows.length, 2);
  t.notMatch(JSON.stringify(rows), /Ada/);
  t.match(await verifyRecord(here), { faults: { length: 0 } });
});

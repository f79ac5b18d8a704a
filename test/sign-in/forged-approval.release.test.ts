import path from 'node:path';
import { sql } from 'kysely';
import t, { type Test } from 'tap';
import { recordVerdict } from '#server/sign-in/ledger.ts';
import { migrations } from '#server/store/migrations.ts';
import { findSignIn } from '#server/store/tables/sign-ins.ts';
import { requestRotation } from '#server/templates/rotation.ts';
import { startHook, type HookOptions } from '../support/hook.ts';
import { StartingService } from '../support/starting-service.ts';
import { openTestStore, storeEnvironment, tamper } from '../support/store.ts';

// Another program writes an approval to the database, through a connection of its own.

const forgery = (jobId: string) => `insert into sign_ins
  (job_id, kind, verdict, reason, received_at, decided_at)
  values ('${jobId}', 'visitor', 'approved', 'passed', '2026-11-24T09:00:00.000Z', '2026-11-24T09:00:01.000Z')`;

async function hookOn(t: Test, run: HookOptions['checks'][number]['run'], file?: string) {
  const databaseFile = file ?? path.join(t.testdir(), 'vestibule.sqlite');
  const cards: string[] = [];
  const hook = await startHook(t, {
    databaseFile,
    checks: [{ name: 'check', run }],
    ledgerHook: [
      async (_, { jobId, verdict, evidence }, __, isFirst) =>
        void cards.push(`${jobId} ${verdict} ${evidence.note ?? ''} ${isFirst}`),
      recordVerdict,
    ],
  });
  t.teardown(() => hook.stop());
  const onRecord = async (jobId: string) => {
    const events = hook.store.db.selectFrom('audit_events').select(['action', 'details']);
    const rows = await events.where('subject', '=', jobId).orderBy('seq').execute();
    return rows.map(({ action, details }) => `${action} ${details}`);
  };
  return { hook, databaseFile, cards, onRecord };
}

for (const [what, result] of [
  ['fail', { passed: false, reason: 'other_person' }],
  ['pass', { passed: true, reason: 'passed' }],
] as const) {
  t.test(
    `an approval written while the checks run lets nobody in, when they ${what}`,
    async (t) => {
      const { hook, cards, onRecord } = await hookOn(t, async () => {
        await tamper(hook.databaseFile, forgery('job'));
        return result;
      });
      t.equal((await hook.signIn({ jobId: 'job' })).status, 412);
      const { verdict, reason } = (await findSignIn(hook.store.db, 'job'))!;
      t.same({ verdict, reason }, { verdict: 'review', reason: 'internal_error' });
      t.match(cards, [
        'job review Another program wrote an approval of this sign-in into the database. true',
      ]);
      t.match(await onRecord('job'), [
        /^approval_forged .*"reason":"passed"/,
        /^sign_in_decided .*"verdict":"review"/,
      ]);
      t.equal((await hook.signIn({ jobId: 'job' })).status, 412, 'nor does the repeat');
    },
  );
}

t.test('an approval written before the call lets nobody in', async (t) => {
  const { hook, databaseFile, onRecord } = await hookOn(t, async () => ({
    passed: true,
    reason: 'passed',
  }));
  await tamper(databaseFile, forgery('job'));
  t.equal((await hook.signIn({ jobId: 'job' })).status, 412);
  t.equal((await onRecord('job')).length, 2);
});

t.test('an approval from before there were marks is held, and is no forgery', async (t) => {
  const { hook, databaseFile, onRecord, cards } = await hookOn(t, async () => ({
    passed: true,
    reason: 'passed',
  }));
  const { db } = hook.store;
  await sql`alter table sign_ins drop column mark`.execute(db);
  await tamper(databaseFile, forgery('before'));
  await migrations['003-approval-marks']!.up(db);
  t.equal((await hook.signIn({ jobId: 'before' })).status, 412);
  t.equal((await hook.signIn({ jobId: 'before' })).status, 412, 'nor does the repeat');
  t.strictSame([await onRecord('before'), cards], [[], []]);
  t.equal((await findSignIn(db, 'before'))?.verdict, 'approved', 'it stays in the history');
});

t.test('the mark of one approval is no mark of another', async (t) => {
  const { hook, databaseFile } = await hookOn(t, async () => ({ passed: true, reason: 'passed' }));
  t.equal((await hook.signIn({ jobId: 'genuine' })).status, 200);
  t.equal((await hook.signIn({ jobId: 'genuine' })).status, 200, 'a repeat');
  await tamper(
    databaseFile,
    forgery('copied'),
    "update sign_ins set mark = (select mark from sign_ins where job_id = 'genuine') where job_id = 'copied'",
  );
  t.equal((await hook.signIn({ jobId: 'copied' })).status, 412);
});

t.test('the whole service takes no such approval, and keeps its own under a new key', async (t) => {
  const dataDir = t.testdir({ 'policy.yaml': 'default: { checks: none }\n' });
  const databaseFile = path.join(dataDir, 'vestibule.sqlite');
  const env = await storeEnvironment(dataDir);
  const service = async () => {
    const started = await StartingService.begin(t, dataDir, env);
    await started.said(/is ready/);
    return started;
  };
  const first = await service();
  t.equal((await first.signIn('genuine')).status, 200);
  await tamper(databaseFile, forgery('forged'));
  t.equal((await first.signIn('forged')).status, 412);
  await first.said(/AN APPROVAL BY ANOTHER PROGRAM/);
  await first.end('SIGTERM');

  await tamper(databaseFile, forgery('later'));
  const store = await openTestStore({ databaseFile });
  const templateKeyFile = path.join(dataDir, 'template.key');
  await requestRotation(store.db, templateKeyFile, { revoke: false, actor: 'command:test' });
  await store.close();
  const again = await service();
  t.equal((await again.signIn('genuine')).status, 200, 'approved before the new key');
  t.equal((await again.signIn('later')).status, 412);
  await again.end('SIGTERM');
});

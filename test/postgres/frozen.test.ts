import { randomUUID } from 'node:crypto';
import t, { type Test } from 'tap';
import { lockNumbers } from '#server/store/store-dialect.ts';
import { databaseServerOf } from '#server/config/database-server.ts';
import { recordVerdict } from '#server/sign-in/ledger.ts';
import { insertPerson } from '#server/store/tables/people.ts';
import { enrolledPerson } from '../store/rows.ts';
import { startHook } from '../support/hook.ts';
import { makeDatabase } from '../support/postgres/databases.ts';
import { Relay } from './relay.ts';

const serverUrl = process.env['TEST_POSTGRES_URL'] ?? '';
const passing = {
  name: 'passing',
  run: async () => ({ passed: true, reason: 'matched' }) as const,
};
/** Shorter than a frozen process keeps a lock, which ends only with its connection. */
const deadlineMs = 6000;

/** Two hooks on one database. The connection of the first one can be cut. */
async function twoHooks(t: Test) {
  const url = await makeDatabase(serverUrl, `frozen_${randomUUID().replaceAll('-', '')}`);
  const relay = await Relay.start(Number(new URL(url).port));
  const throughRelay = new URL(url);
  throughRelay.port = String(relay.port);
  const start = (address: string) =>
    startHook(t, {
      checks: [passing],
      ledgerHook: [recordVerdict],
      deadlineMs,
      databaseServer: databaseServerOf(address),
    });
  const well = await start(url);
  const frozen = await start(throughRelay.href);
  t.teardown(async () => {
    relay.stop();
    await Promise.all([well.stop(), frozen.stop()]);
  });
  return { well, frozen, relay };
}

t.test('one that freezes while it puts a verdict on record holds up no other', async (t) => {
  const { well, frozen, relay } = await twoHooks(t);
  const cut = relay.cutAfter(`pg_advisory_xact_lock(${lockNumbers.chain})`);
  const unheard = frozen.signIn({ jobId: 'frozen' });
  await cut;
  t.match(await well.signIn(), { status: 200 });
  t.match(await well.signIn(), { status: 200 });
  t.equal((await unheard).status, 412, 'it did not hear that it was stored');
});

t.test('one that freezes while it writes alone is undone in time for the others', async (t) => {
  const { well, frozen, relay } = await twoHooks(t);
  const cut = relay.cutAfter(`pg_advisory_xact_lock(${lockNumbers.writing})`);
  const writing = frozen.store.db
    .transaction()
    .execute((transaction) => insertPerson(transaction, enrolledPerson('ada')));
  const undone = t.rejects(writing);
  await cut;
  t.match(await well.signIn(), { status: 200 });
  relay.mend();
  await undone;
  t.same(await well.store.db.selectFrom('people').select('id').execute(), []);
});

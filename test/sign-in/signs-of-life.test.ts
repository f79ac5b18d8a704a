import path from 'node:path';
import t from 'tap';
import { SignsOfLife } from '#server/sign-in/signs-of-life.ts';
import { createLedger } from '#server/sign-in/ledger.ts';
import { putSignOfLife } from '#server/store/tables/signs-of-life.ts';
import { approvalMark } from '../support/approval-mark.ts';
import { openTestStore } from '../support/store.ts';

t.test('an instance is known by its address, whatever its host is called', async (t) => {
  const store = await openTestStore({ databaseFile: path.join(t.testdir({}), 'test.sqlite') });
  t.teardown(() => store.close());
  const { db, sessions } = store;
  const ledger = createLedger(db, approvalMark);
  const start = async (instanceAddress: string) => {
    const config = { instanceAddress, lobby: { host: '', port: 8788, origins: [], tls: null } };
    const shared = { db, sessions: { ...sessions, isShared: true } };
    const signs = new SignsOfLife({ store: shared, config, mark: null });
    await signs.start();
    const card = await signs.serve(ledger);
    t.teardown(() => signs.stop());
    return { signs, card };
  };
  const signAt = new Date(Date.now() - 31 * 24 * 60 * 60_000);
  await putSignOfLife(db, { name: 'c0ffee:8788', signAt, isStopped: false });

  const address = 'http://10.0.0.1:8787';
  t.equal((await start(address)).card, null, 'the first start');
  // The service before had no orderly end.
  const { signs, card } = await start(address);
  t.match(card, { reason: 'starting', evidence: { note: /^Between / } });
  await signs.stop();
  t.equal((await start(address)).card, null, 'after an orderly end');
  t.match(
    await db.selectFrom('signs_of_life').select('name').execute(),
    [{ name: address }],
    'and a container of last month is forgotten',
  );
});

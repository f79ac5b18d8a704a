import path from 'node:path';
import t from 'tap';
import { openStore } from '../../server/store/store.ts';
import { migrations } from '../../server/store/migrate.ts';
import { putMessage, unsentMessages } from '../../server/store/tables/outbox.ts';

t.test('what an earlier version queued for a part that is gone stays visible', async (t) => {
  const databaseFile = path.join(t.testdir(), 'vestibule.sqlite');
  const dropping = Object.entries(migrations).filter(([name]) => name >= '050');
  for (const [name] of dropping) delete migrations[name];
  const before = await openStore({ databaseFile });
  const now = new Date('2026-03-12T17:05:09Z');
  for (const kind of ['start_done', 'test']) {
    const message = { id: kind, about: kind, channel: 'ops', kind, subject: 'start' };
    const times = { dueAt: now, giveUpAt: now, createdAt: now };
    await putMessage(before.db, {
      ...{ ...message, ...times },
      ...{ personId: null, contents: Buffer.from('sealed') },
    });
  }
  await before.close();
  Object.assign(migrations, Object.fromEntries(dropping));
  const store = await openStore({ databaseFile });
  t.teardown(() => store.close());
  t.match(await unsentMessages(store.db, 10), [
    { kind: 'start_done', state: 'given_up', lastFault: 'kind_removed' },
    { kind: 'test', state: 'waiting' },
  ]);
});

import path from 'node:path';
import { sql } from 'kysely';
import t from 'tap';
import { openStore } from '../../server/store/store.ts';
import { migrations } from '../../server/store/migrate.ts';
import { insertKiosk, listKiosks } from '../../server/store/tables/kiosks.ts';
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

t.test('a kiosk that was chosen in Envoy is bound to that location', async (t) => {
  const databaseFile = path.join(t.testdir(), 'vestibule.sqlite');
  const dropping = Object.entries(migrations).filter(([name]) => name >= '054');
  for (const [name] of dropping) delete migrations[name];
  const before = await openStore({ databaseFile });
  const createdAt = new Date('2026-03-12T17:05:09Z');
  const paired = [
    ['Lobby', null, null],
    ['Annex', '7', null],
    ['Beside', null, 'ipad-1'],
    ['Free', null, null],
  ] as const;
  for (const [name, locationId, deviceId] of paired) {
    await insertKiosk(before.db, {
      ...{ id: name, name, tokenHash: name, locationId, deviceId, createdAt },
    });
  }
  for (const [install, kiosk] of [
    ['61', 'lobby'],
    ['62', 'Annex'],
    ['63', 'Beside'],
    ['64', null],
  ]) {
    await sql`insert into envoy_installs (install_id, location_id, kiosk, purpose_state, purpose_attempts,
      purpose_due_at, installed_at, updated_at) values (${install}, ${install}, ${kiosk}, 'pending', 0,
      '2026', '2026', '2026')`.execute(before.db);
  }
  await before.close();
  Object.assign(migrations, Object.fromEntries(dropping));
  const store = await openStore({ databaseFile });
  t.teardown(() => store.close());
  const bound = (await listKiosks(store.db)).map(({ name, locationId }) => [name, locationId]);
  t.same(
    new Map(bound as [string, string | null][]),
    new Map<string, string | null>([
      ['Lobby', '61'],
      ['Annex', '7'],
      ['Beside', null],
      ['Free', null],
    ]),
  );
});

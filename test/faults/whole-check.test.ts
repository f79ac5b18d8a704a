import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { pino } from 'pino';
import t from 'tap';
import { startService } from '#server/app/service.ts';
import { loadConfig } from '#server/config/config.ts';
import { loadSecrets } from '#server/config/secrets.ts';
import { startDailyCheck } from '#server/store/daily-check.ts';
import { installation } from '../privacy/installation.ts';
import { runJsonInTurn as runJson } from '../support/in-turn.ts';
import { lacking } from '../support/needs.ts';

const pageSize = 4096;

/** Alters a text in an index: its pages are sound, and the row cannot be found by it. */
function alterIndex(file: string, name: string, from: string, to: string): void {
  const database = new Database(file, { readonly: true });
  const select = database.prepare('select rootpage from sqlite_schema where name = ?').pluck();
  const page = select.get(name) as number;
  database.close();
  const bytes = readFileSync(file);
  const at = bytes.indexOf(from, (page - 1) * pageSize);
  if (at < 0 || at >= page * pageSize) throw new Error(`The index ${name} lacks the text.`);
  bytes.write(to, at);
  writeFileSync(file, bytes);
}

t.test(
  'damage that a start cannot see ends the service, and the next start is refused',
  { skip: lacking('SQLite') },
  async (t) => {
    const here = await installation(t);
    const { databaseFile, folder, data } = here;
    await here.enrolled('ada', 'Ada Example', { email: 'ada@example.com' });
    await here.store.close();
    t.match(await runJson(folder, ['backup', '--out', 'good.sqlite']), { code: 0 });
    alterIndex(databaseFile, 'sqlite_autoindex_people_2', 'ada@example.com', 'adb@example.com');
    const config = loadConfig({
      VESTIBULE_DATA_DIR: data,
      VESTIBULE_HOOK_PORT: '0',
      VESTIBULE_LOBBY_PORT: '0',
    });
    const start = () => startService(config, loadSecrets({}, data), pino({ level: 'silent' }));
    const service = await start();
    t.match(await service.storeLost, { code: 'database_unusable', message: /is damaged/ });
    await service.stop();
    const mark = `${databaseFile}.damage-found`;
    t.ok(existsSync(mark));
    await t.rejects(start(), { code: 'database_unusable', message: /restore the newest backup/ });

    t.match(await runJson(folder, ['restore', 'good.sqlite', '--yes']), { code: 0 });
    const again = await start();
    t.notOk(existsSync(mark));
    t.match(
      await again.db
        .selectFrom('people')
        .select('id')
        .where('emailFolded', '=', 'ada@example.com')
        .execute(),
      [{ id: 'ada' }],
    );
    await again.stop();
  },
);

t.test('damage ends the service although it cannot be marked', async (t) => {
  const damage = new Error('damaged');
  const found = await new Promise<Error>((resolve) => {
    const stop = startDailyCheck({
      store: { damage: async () => damage },
      databaseFile: path.join(t.testdir(), 'no folder', 'test.sqlite'),
      onDamaged: resolve,
      log: pino({ level: 'silent' }),
    });
    t.teardown(stop);
  });
  t.equal(found, damage);
});

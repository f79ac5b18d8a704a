import Database from 'better-sqlite3';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import t from 'tap';
import { projectRoot } from '#server/config/environment.ts';
import { portrait } from '../people/photos.ts';
import { enroll, enrollJson } from './enroll-command.ts';

t.test('an import that is killed loses nothing, and goes on where it was', async (t) => {
  const folder = t.testdir({
    'ada.jpg': await portrait('womanA'),
    'bo.jpg': await portrait('guest3'),
    'cy.jpg': await portrait('guest5'),
  });
  const rows = [
    'name,email,consent,photos,expires',
    'Sam Lee,,form,ada.jpg,',
    // A namesake with the same consent is another person.
    'Sam Lee,,form,bo.jpg,',
    'Cy Example,cy@example.com,form,cy.jpg,2098-01-01',
  ];
  writeFileSync(path.join(folder, 'people.csv'), rows.join('\n'));
  const databaseFile = path.join(folder, 'data', 'vestibule.sqlite');
  const count = () => {
    if (!existsSync(databaseFile)) return 0;
    const database = new Database(databaseFile, { readonly: true });
    try {
      return database.prepare('select count(*) from people').pluck().get() as number;
    } catch {
      // The tables do not exist yet.
      return 0;
    } finally {
      database.close();
    }
  };

  const script = path.join(projectRoot, 'dist/scripts/vestibule.js');
  const child = spawn(process.execPath, [script, 'enroll', 'import', 'people.csv'], {
    cwd: folder,
    env: { PATH: process.env['PATH'], VESTIBULE_DATA_DIR: path.join(folder, 'data') },
    stdio: 'ignore',
  });
  const exited = once(child, 'exit');
  while (count() === 0 && child.exitCode === null) await setImmediate();
  child.kill('SIGKILL');
  await exited;
  const before = count();
  t.ok(before >= 1, `${before} rows were in`);

  const { code, json } = await enrollJson(folder, 'import', 'people.csv', '--resume');
  t.equal(code, 0);
  t.match(json, { enrolled: 3 - before, inAlready: before, refused: 0, left: 0 });
  t.equal(count(), 3, 'nobody twice');
  const again = await enroll(folder, 'import', 'people.csv', '--resume');
  t.match(again.out, /^3 rows: 0 enrolled, 3 in already, 0 refused\.\n$/);
  const shown = await enrollJson(folder, 'show', 'cy@example.com');
  t.match(shown.json['person'], { expiresAt: /^2098-01-0/ });

  writeFileSync(path.join(folder, 'people.csv'), rows.join('\n').replace('2098', '2099'));
  const changed = await enrollJson(folder, 'import', 'people.csv', '--resume', '--update');
  t.match(
    changed.json,
    { inAlready: 2, updated: 1 },
    'a row that says something else is no such row',
  );
  const moved = await enrollJson(folder, 'show', 'cy@example.com');
  t.match(moved.json['person'], { expiresAt: /^2099-01-0/ });
});

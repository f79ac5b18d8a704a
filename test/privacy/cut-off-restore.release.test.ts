import { copyFileSync, cpSync, existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { copyDatabase } from '#server/store/store-copies.ts';
import { checkData } from '#server/installation/diagnosis/data.ts';
import { restore } from '#server/installation/restore/restore.ts';
import { loadConfig } from '#server/config/config.ts';
import { OptOuts } from '#server/people/opt-outs.ts';
import { openTestStore } from '../support/store.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { runCommand } from '../support/command.ts';
import { killedBefore } from '../support/killed-before.ts';
import { installation } from './installation.ts';

const neverCaptured = { name: 'Eve Example' };

/** A copy from before an opt-out, and an installation with no running process. */
async function backedUp(t: Test) {
  const here = await installation(t);
  await here.enrolled('ada', 'Ada Example');
  const copy = path.join(here.folder, 'copy.sqlite');
  await copyDatabase(here.db, copy);

  await new OptOuts(here.db, loadConfig({ VESTIBULE_DATA_DIR: here.data })).add(
    neverCaptured,
    'command:desk',
  );
  await here.enrolled('bo', 'Bo Example');
  await here.store.close();
  const before = path.join(here.folder, 'before');
  cpSync(here.data, before, { recursive: true });
  const keyFile = path.join(here.folder, 'same.key');
  copyFileSync(here.keyFile, keyFile);
  return { ...here, copy, before, keyFile };
}

async function peopleIn(t: Test, config: ReturnType<typeof loadConfig>) {
  const store = await openTestStore({ databaseFile: config.databaseFile });
  try {
    await openTemplateCipher(store.db, config.templateKeyFile);
    t.ok(await new OptOuts(store.db, config).has(neverCaptured), 'Eve opted out');
    const people = await store.db.selectFrom('people').select('id').orderBy('id').execute();
    return people.map(({ id }) => id).join(' ');
  } finally {
    await store.close();
  }
}

t.test(
  'a restore that is killed at any renaming forgets nobody, and can be done again',
  async (t) => {
    const { folder, copy, before, keyFile } = await backedUp(t);
    let refusals = 0;
    let wasKilled = true;
    for (let renaming = 1; wasKilled; renaming++) {
      const place = path.join(folder, String(renaming));
      cpSync(before, path.join(place, 'data'), { recursive: true });
      const config = loadConfig({ VESTIBULE_DATA_DIR: path.join(place, 'data') });
      wasKilled = killedBefore(renaming, place, ['restore', copy, '--yes', '--key', keyFile]);
      if (existsSync(config.databaseFile)) {
        t.match(await peopleIn(t, config), /^(ada bo|ada)$/, `killed before ${renaming}`);
      } else {
        refusals++;
        await t.rejects(openTestStore(config), {
          code: 'restore_cut_off',
          message:
            /before-restore.*Restore again \(\.\/vestibule restore FILE\).*Nothing was changed/,
        });
        t.notOk(existsSync(config.databaseFile), 'no empty one is made in its place');
        t.match(checkData(config).findings[1], { state: 'failing', found: /cut off/ });
      }
      const again = await restore(config, copy, { keyFile: null, erasuresFile: null });
      t.match(again, { people: 1 });
      t.equal(await peopleIn(t, config), 'ada');
      const left = readdirSync(config.dataDir).filter((each) => each.includes('.restoring'));
      t.strictSame(left, [], 'nothing half done is left');
    }
    t.ok(refusals >= 2, 'before the key was put aside, and before the copy took its place');
  },
);

t.test('commands say that a restore was cut off', async (t) => {
  const { folder, copy, databaseFile } = await backedUp(t);
  for (let renaming = 1; existsSync(databaseFile); renaming++) {
    killedBefore(renaming, folder, ['restore', copy, '--yes']);
  }
  for (const command of [
    ['enroll', 'list'],
    ['backup', '--out', 'new.sqlite'],
  ]) {
    t.match(await runCommand(folder, command), { code: 1, err: /cut\s+off\s+before its end/ });
  }
  t.notOk(existsSync(databaseFile));
});

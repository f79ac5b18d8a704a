import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { runJson } from '../support/command.ts';
import { killedBefore } from '../support/killed-before.ts';
import { office } from './backed-up-office.ts';

t.test(
  'cut off at any point, no database is there without its policy, and no key but in its place',
  async (t) => {
    const { folder, file, keyFile, store, backUp, passphrase } = await office(t);
    t.match(await backUp(), { code: 0 });
    await store.close();
    const secret = readFileSync(keyFile, 'utf8').trim().split(/\s+/).at(-1)!;
    const kept = readFileSync(file);
    let wasKilled = true;
    let last = '';
    for (let renaming = 1; wasKilled; renaming++) {
      const place = path.join(folder, String(renaming));
      const data = path.join(place, 'data');
      mkdirSync(data, { recursive: true, mode: 0o700 });
      copyFileSync(path.join(folder, 'words'), path.join(place, 'words'));
      wasKilled = killedBefore(renaming, place, ['restore', file, '--yes', ...passphrase]);
      const names = readdirSync(data);
      const isThere = names.includes('vestibule.sqlite');
      t.ok(!isThere || names.includes('policy.yaml'), `before ${renaming}: ${names.join()}`);
      // Drafts of files, and what is in the draft of a folder.
      const below = readdirSync(data, { recursive: true }).map(String);
      for (const name of below.filter((each) => /key|unnamed|\.new(\/|$)/.test(each))) {
        if (!statSync(path.join(data, name)).isFile()) continue;
        const content = readFileSync(path.join(data, name), 'utf8');
        t.ok(!content.includes(secret) || name.startsWith('template.key'), name);
      }
      if (!isThere) last = data;
    }
    const again = ['restore', 'all.sqlite', '--yes', ...passphrase];
    const said = await runJson(folder, again, { VESTIBULE_DATA_DIR: last });
    t.match(said, { code: 0, json: { people: 2 } }, 'it can be done again');
    t.ok(readFileSync(file).equals(kept));
  },
);

t.test('a rehearsal that is killed leaves no key', async (t) => {
  const { folder, data, keyFile, store, backUp, passphrase } = await office(t);
  t.match(await backUp(), { code: 0 });
  await store.close();
  const secrets = ['template.key', 'opt-out.key'].map((name) =>
    readFileSync(path.join(data, name), 'utf8').trim().split(/\s+/).at(-1)!,
  );
  const own = new Set(readdirSync(data));
  let wasKilled = true;
  let looked = 0;
  for (let renaming = 1; wasKilled; renaming++) {
    const rehearse = ['restore', '--rehearse', 'all.sqlite', ...passphrase];
    wasKilled = killedBefore(renaming, folder, rehearse);
    for (const folderLeft of readdirSync(data).filter((name) => name.includes('.rehearsal-'))) {
      for (const name of readdirSync(path.join(data, folderLeft), { recursive: true })) {
        const left = path.join(data, folderLeft, String(name));
        if (!statSync(left).isFile()) continue;
        const content = readFileSync(left);
        t.notOk(
          secrets.some((secret) => content.includes(secret)),
          left,
        );
        looked++;
      }
    }
  }
  t.ok(looked > 0, 'something was left, which the next one clears up');
  t.notOk(readdirSync(data).some((name) => name.includes('.rehearsal-')));
  t.ok(own.has(path.basename(keyFile)));
});

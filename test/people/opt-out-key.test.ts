import { appendFileSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { OptOuts } from '#server/people/opt-outs.ts';
import { insertOptOut, listOptOuts } from '#server/store/tables/privacy.ts';
import { installation } from '../privacy/installation.ts';
import { runInTurn as run, runJsonInTurn as runJson } from '../support/in-turn.ts';
import { rotate } from '../support/rotate.ts';

const eve = { email: 'eve@example.com' };

/** Another instance on the same database: its own data folder, with a copy of the template key. */
function another(t: Test, { folder, keyFile, db }: Awaited<ReturnType<typeof installation>>) {
  const data = path.join(folder, t.name.replaceAll(' ', '-'), 'data');
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const files = {
    optOutKeyFile: path.join(data, 'opt-out.key'),
    templateKeyFile: path.join(data, 'template.key'),
  };
  const takeKey = () => copyFileSync(keyFile, files.templateKeyFile);
  takeKey();
  return { ...files, takeKey, optOuts: new OptOuts(db, files) };
}

t.test('the first opt-out at one instance is heeded at every other', async (t) => {
  const here = await installation(t);
  await here.enrolled('ada', 'Ada Example');
  const two = another(t, here);
  const add = ['privacy', 'opt-out', 'add', '--email', eve.email];
  t.match(await run(here.folder, add), { code: 0 });
  t.ok(await two.optOuts.has(eve), 'although no key but the template key was copied');
  t.notOk(await two.optOuts.has({ email: 'bo@example.com' }));
  await two.optOuts.add({ email: 'bo@example.com' }, 'command:desk');
  const own = new OptOuts(here.db, {
    optOutKeyFile: path.join(here.data, 'opt-out.key'),
    templateKeyFile: here.keyFile,
  });
  t.ok(await own.has({ email: 'bo@example.com' }), 'and the other way round');

  await rotate(here.db, here.keyFile, { revoke: false });
  t.ok(await own.has(eve), 'a new template key forgets nobody');
  two.takeKey();
  t.ok(await two.optOuts.has(eve), 'nor at an instance that has read the list before');
  rmSync(two.optOutKeyFile);
  await t.rejects(two.optOuts.has(eve), {
    code: 'key_missing',
    message: new RegExp(`${two.optOutKeyFile}, is missing.*Copy it from another instance`),
  });
  t.notOk(existsSync(two.optOutKeyFile), 'and no other key is made');
  copyFileSync(path.join(here.data, 'opt-out.key'), two.optOutKeyFile);
  t.ok(await two.optOuts.has(eve));
});

t.test('doctor names the key that is not the one of the list', async (t) => {
  const here = await installation(t);
  await here.enrolled('ada', 'Ada Example');
  const found = async () => {
    const { json } = await runJson(here.folder, ['doctor']);
    const findings = json['findings'] as { code: string; state: string; found: string }[];
    return findings.find(({ code }) => code === 'opt_out_key');
  };
  t.match(await found(), { state: 'ok' });
  t.match(await run(here.folder, ['privacy', 'opt-out', 'add', '--email', eve.email]), { code: 0 });
  t.match(await found(), { state: 'ok' });
  await here.db.updateTable('opt_outs').set({ keyCheck: 'of another key' }).execute();
  t.match(await found(), { state: 'failing', found: /opt-out\.key, is not the right one/ });
});

t.test('of a list that a restore has made of two, no one is overlooked', async (t) => {
  const here = await installation(t);
  await here.enrolled('ada', 'Ada Example');
  const optOutKeyFile = path.join(here.data, 'opt-out.key');
  const list = new OptOuts(here.db, { optOutKeyFile, templateKeyFile: here.keyFile });
  const bo = { email: 'bo@example.com' };
  await list.add(eve, 'command:desk');
  const older = await listOptOuts(here.db);
  const olderKey = readFileSync(optOutKeyFile);
  await rotate(here.db, here.keyFile, { revoke: false });
  t.match(await run(here.folder, ['privacy', 'opt-out', 'clear', '--yes']), { code: 0 });
  rmSync(optOutKeyFile);
  await list.add(bo, 'command:desk');
  for (const row of older) await insertOptOut(here.db, row);
  for (const known of [eve, bo, { email: 'anybody@example.com' }]) {
    await t.rejects(list.has(known), { code: 'key_wrong', message: /for a part of it/ });
  }
  t.match(await list.fault(), { code: 'key_wrong' });
  appendFileSync(optOutKeyFile, olderKey);
  t.ok(await list.has(eve));
  t.ok(await list.has(bo));
  t.notOk(await list.has({ email: 'anybody@example.com' }));
  t.equal(await list.remove(eve, 'command:desk'), 1);
  rmSync(optOutKeyFile);
  t.ok(await list.has(bo), 'the key of the rest is derived');
  t.notOk(await list.has(eve));
});

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { runInTurn } from '../support/in-turn.ts';
import { openTestStore } from '../support/store.ts';
import { saveInstall } from '#server/store/tables/kiosks.ts';
import { Receiver } from '../support/receiver.ts';

t.test('the notify command', async (t) => {
  const dataDir = path.join(t.testdir(), 'data');
  mkdirSync(dataDir);
  const receiver = new Receiver();
  t.teardown(() => receiver.stop());
  const settings: Record<string, string> = {
    VESTIBULE_DATA_DIR: dataDir,
    NOTIFY_OPS_URL: await receiver.start(),
  };
  const run = async (...args: string[]) => {
    const { code, out, err } = await runInTurn(dataDir, ['notify', ...args], settings);
    // Removes the line breaks that fit the text to a terminal.
    return { code, out: out.replace(/\s+/g, ' '), err: err.replace(/\s+/g, ' ') };
  };
  const file = (content: string) => writeFileSync(path.join(dataDir, 'notify.yaml'), content);

  t.match(await run('test'), { code: 1, err: /There is no .*notify\.yaml/ });
  file('channels: [{ name: ops, type: slack }, { name: chat, type: teams }]\nrule: []\n');
  t.match(await run('check'), { code: 1, err: /line 2: `rule` is nothing.*`rules` is meant/s });
  file('channels: [{ name: ops, type: slack }, { name: chat, type: teams }]\n');
  t.match(await run('check'), { code: 1, err: /NOTIFY_CHAT_URL is not set/ });
  file('channels: [{ name: ops, type: slack }]\n');
  const checked = await run('check');
  t.match(checked, { code: 0, out: /is in order.*No rule tells anybody.*Neither a rule/s });

  t.match(await run('test', '--channel', 'ops'), { code: 0, out: /^ops: taken/ });
  t.match(receiver.all[0]?.body, 'This is a test of Vestibule');
  t.match(await run('test', '--channel', 'opps'), { code: 1, err: /There are: ops/ });
  receiver.answer = { status: 404 };
  const refused = await run('test');
  t.match(refused, { code: 1, err: /ops: not taken \(http_404\).*make a new one/s });
  t.notMatch(refused.err + checked.out, '127.0.0.1', 'a secret address is not printed');

  file(`
email: { host: 127.0.0.1, from: a@b.example }
channels: [{ name: who, type: email, to: contact }]
rules: [{ reasons: all, to: who }]`);
  t.match(await run('check'), { code: 0, out: /"who" tells nobody: no set-up in Envoy/ });
  const store = await openTestStore({ databaseFile: path.join(dataDir, 'vestibule.sqlite') });
  const place = { locationId: '1', locationCode: '1' };
  const contact = 'c@b.example';
  await saveInstall(store.db, '1', { ...place, locationName: 'North', contact }, new Date());
  t.notMatch((await run('check')).out, 'tells nobody');
  await saveInstall(store.db, '2', { ...place, locationName: 'South', contact: null }, new Date());
  t.match(await run('check'), { code: 0, out: /"who" tells nobody of sign-ins at South/ });
  await store.close();

  t.match(await run('list'), { code: 0, out: 'Everything was sent.' });
  t.match(await run('retry'), { code: 1, err: /no such message/ });
  t.match(await run('retry', '--nonsense'), { code: 2 });
});

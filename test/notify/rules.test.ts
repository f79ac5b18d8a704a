import { readFileSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { FileError } from '#base/reloadable';
import { projectRoot } from '#server/config/environment.ts';
import { readNotifyFile } from '#server/notify/notify-file.ts';
import { Receiver } from '../support/receiver.ts';
import { startTold, type Notified } from './told.ts';

function mistakesIn(text: string): readonly string[] {
  return readNotifyFile(text).mistakes.map((mistake) => `line ${mistake.line}: ${mistake.text}`);
}

t.test('what is left out of the file has a default', async (t) => {
  const { file } = readNotifyFile(`
email: { host: mail.example, from: a@b.example }
channels: [{ name: desk, type: email, to: desk@b.example }]
rules: [{ reasons: all, to: desk }]
alerts: { to: desk }`);
  t.match(file, {
    email: { port: 587 },
    channels: [{ to: ['desk@b.example'] }],
    rules: [{ reasons: ['all'], to: ['desk'] }],
    alerts: { to: ['desk'] },
  });
});

t.test('the example in the documentation is right', async (t) => {
  const text = readFileSync(path.join(projectRoot, 'docs/notifications.md'), 'utf8');
  const [, example = ''] = /```yaml\n([^`]*)```/.exec(text) ?? [];
  t.match(example, 'channels:');
  t.same(mistakesIn(example), []);
});

t.test('every mistake in the file is named with its line', async (t) => {
  t.same(
    mistakesIn(`
channels:
  - { name: Desk, type: email, to: nobody }
  - { name: ops, type: slack, to: a@b.example }
  - { name: ops, type: teams }
  - { name: host, type: webhook }
rules:
  - { reasons: all, to: [opps] }
alerts: { to: pager }
`),
    [
      'line 3: "Desk" cannot be a name: use small letters, digits and dashes.',
      'line 3: "Desk" is e-mail, so `email` must say which server sends it.',
      'line 3: "nobody" is no e-mail address.',
      'line 4: Only e-mail has `to`; "ops" posts to its secret address.',
      'line 5: Another channel is called "ops" already.',
      'line 8: There is no channel "opps"; perhaps `ops` is meant.',
      'line 9: There is no channel "pager"; it can be `Desk`, `ops`, `ops`, `host`.',
    ],
  );
  t.match(mistakesIn('channels:\n  - { name: a, type: pigeon }\n'), [
    /line 2: `type` is "pigeon", but must be one of email, slack, teams, webhook/,
  ]);
  const reason = 'channels: [{ name: a, type: teams }]\nrules: [{ reasons: no_mach, to: a }]';
  t.match(mistakesIn(reason), [/line 2: "no_mach" is no reason.*perhaps `no_match` is meant/]);
  t.match(mistakesIn(reason.replace('no_mach', 'matched')), [/line 2: "matched" is no reason/]);
  t.match(mistakesIn('chanels: []'), [
    /line 1: The file needs `channels`/,
    /line 1: `chanels` is nothing that can stand here; perhaps `channels` is meant/,
  ]);
  t.match(mistakesIn('channels: [\n'), [/line \d: This is not YAML/]);
  const host =
    'email: { host: x, from: a@b.example }\nchannels: [{ name: h, type: email, to: host }]\n';
  t.match(mistakesIn(`${host}alerts: { to: h }`), [/line 3:.*an alert has none/]);
});

t.test(
  'a secret that a channel needs and that is not there stops the start, by its name',
  async (t) => {
    const file = 'channels: [{ name: front-desk, type: webhook }, { name: ops, type: slack }]';
    const secrets = { NOTIFY_OPS_URL: 'http://hooks.example/secret-part' };
    const mistakes = await startTold(t, { file, secrets }).then(
      () => [],
      (error: unknown) => (error instanceof FileError ? error.mistakes : []),
    );
    t.match(mistakes, [
      { line: 1, text: /^NOTIFY_FRONT_DESK_URL is not set/ },
      { line: 1, text: /^NOTIFY_FRONT_DESK_SECRET is not set/ },
      { line: 1, text: /^NOTIFY_OPS_URL must be an https address/ },
    ]);
    t.notMatch(JSON.stringify(mistakes), 'secret-part');
  },
);

async function start(
  t: Test,
  rules: string,
  now: string,
): Promise<Notified & { receiver: Receiver }> {
  const receiver = new Receiver();
  t.teardown(() => receiver.stop());
  const secrets = { NOTIFY_DESK_URL: await receiver.start() };
  const file = `channels: [{ name: desk, type: slack }]\nrules:\n${rules}`;
  return { ...(await startTold(t, { file, secrets, now })), receiver };
}

const hour = 60 * 60_000;

t.test(
  'a file of an earlier version still tells, at once, and its former names are warnings',
  async (t) => {
    const rules = `  - { reasons: all, to: desk, quiet: { from: 20:00, to: 07:00, then: drop } }
giveUpAfterHours: 2
alerts: { to: desk, kioskGoneMinutes: 30 }`;
    const told = await start(t, rules, '2026-03-12T20:30:00Z');
    await told.decide('no_match');
    await told.pass(60_000);
    t.equal(told.receiver.all.length, 1, 'in what were quiet hours');
    for (const name of ['quiet', 'giveUpAfterHours', 'kioskGoneMinutes']) {
      const said = `is no setting any more: .*Delete it`;
      t.match(told.log.text(), new RegExp(`.${name}. ${said}`));
    }
    const { warnings } = readNotifyFile(
      `channels: [{ name: desk, type: slack }]\nrules:\n${rules}`,
    );
    t.same(
      warnings.map(({ line }) => line),
      [3, 4, 5],
    );
  },
);

t.test('a rule tells its reasons only, and each sign-in once', async (t) => {
  const rules = [
    '  - { reasons: [no_match, spoof_suspected], to: desk }',
    '  - { reasons: all, except: [no_face, declined], to: desk }',
  ].join('\n');
  const told = await start(t, rules, '2026-03-12T12:00:00Z');
  await told.decide('no_match');
  await told.decide('no_face');
  await told.decide('kiosk_offline');
  await told.jump(hour);
  t.equal(told.receiver.all.length, 2);
});

import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pino } from 'pino';
import t, { type Test } from 'tap';
import { Trial } from '../../lab/trial/trial.ts';
import { addDeskAccount } from '#server/desk/accounts/accounts.ts';
import { readNotifyFile } from '#server/notify/notify-file.ts';
import { review } from '#server/sign-in/decision.ts';
import { unsentMessages } from '#server/store/tables/outbox.ts';
import { DeskBrowser } from '../desk/start-desk.ts';
import { Receiver } from '../support/receiver.ts';
import { signInOf, startTold } from './told.ts';

const minute = 60_000;
const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

async function receiverOf(t: Test) {
  const receiver = new Receiver();
  const url = await receiver.start();
  t.teardown(() => receiver.stop());
  const events = () => receiver.all.map(({ body }) => JSON.parse(body) as { type: string });
  return { receiver, events, secrets: { NOTIFY_DOORS_URL: url, NOTIFY_DOORS_SECRET: secret } };
}

const door = 'channels: [{ name: doors, type: webhook }]';

t.test(
  'a decision is an event where the file asks for it, without a name or a score',
  async (t) => {
    for (const [more, expected] of [
      ['', []],
      ['events: [{ of: [approved], to: doors }]', ['sign_in.approved']],
      ['events: [{ of: [approved, review], to: doors }]', ['sign_in.approved', 'sign_in.review']],
    ] as const) {
      const { events, secrets } = await receiverOf(t);
      const told = await startTold(t, { secrets, file: `${door}\n${more}` });
      const signIn = signInOf({ name: 'Wilhelmina Quux', jobId: 'let-in' }, told.clock.now());
      const evidence = { score: 0.8123 };
      await told.ledger.record(
        {
          ...review(signIn.jobId, told.clock.now(), 'no_match'),
          ...({ verdict: 'approved', reason: 'matched', evidence } as const),
        },
        signIn,
      );
      await told.decide('watchlist_hit', { name: 'Wilhelmina Quux', jobId: 'held' });
      await told.pass(minute);
      t.same(
        events()
          .map(({ type }) => type)
          .sort(),
        expected,
        more,
      );
      t.notMatch(JSON.stringify(events()), /Quux|8123|Grace|watchlist/);
      const held = events().find(({ type }) => type === 'sign_in.review');
      if (held) t.match(held, { data: { jobId: 'held', reason: 'who_is_it', locationId: /./ } });
      await told.stop();
    }
  },
);

t.test('with the names that the file asks for, beside a message of a rule', async (t) => {
  const { events, secrets } = await receiverOf(t);
  const file = `${door}
rules: [{ reasons: all, to: doors }]
events: [{ of: [review], to: doors, with: [visitor, host] }]`;
  const told = await startTold(t, { secrets, file });
  await told.decide('no_match', { name: 'Ada\nhttps://evil.example', host: 'Grace Host' });
  await told.pass(minute);
  t.same(
    events()
      .map(({ type }) => type)
      .sort(),
    ['sign_in.held', 'sign_in.review'],
  );
  const event = events().find(({ type }) => type === 'sign_in.review')!;
  t.match(event, { data: { hostName: 'Grace Host', visitorName: /^Ada/, reason: 'no_match' } });
  t.notMatch(JSON.stringify(event), /https:\/\//, 'no link that a visitor typed');
});

t.test('mistakes are named: people get no events, and a broker no names', (t) => {
  const { mistakes } = readNotifyFile(`
channels: [{ name: house, type: mqtt }, { name: lobby, type: slack }]
events:
  - { of: [review], to: [lobby] }
  - { of: [ended], to: [house], with: [visitor] }
  - { of: [let_in], to: [door] }`);
  t.match(
    mistakes.map(({ line, text }) => `${line}: ${text}`),
    [/^6: .*approved.*review.*ended/],
  );
  const others = readNotifyFile(`
channels: [{ name: house, type: mqtt }, { name: lobby, type: slack }]
events:
  - { of: [review], to: [lobby] }
  - { of: [ended], to: [house], with: [visitor] }
  - { of: [ended], to: [door] }`).mistakes;
  t.match(
    others.map(({ line, text }) => `${line}: ${text}`),
    [/^4: "lobby" is for people/, /^5: "house" is a broker/, /^6: There is no channel "door"/],
  );
  t.end();
});

t.test('how a visit ended is an event, and another one after it was put back', async (t) => {
  const { receiver, events, secrets } = await receiverOf(t);
  const dataDir = t.testdir();
  const file = `${door}\nevents: [{ of: [review, ended], to: doors }]\n`;
  writeFileSync(path.join(dataDir, 'notify.yaml'), file, { mode: 0o600 });
  const trial = await Trial.start(dataDir, pino({ level: 'silent' }), secrets);
  t.teardown(() => trial.stop());
  const { db, lobbyUrl } = trial.service;
  const who = { name: 'Ann Reception', role: 'reception' } as const;
  const { link } = await addDeskAccount(db, who, { actor: 'command:test' });
  const ann = new DeskBrowser(lobbyUrl.replace(/\/$/, ''));
  await ann.post('/desk/api/set-password', { link: link.token, password: 'four plain words here' });
  const received = async (count: number) => {
    while (receiver.all.length < count) await receiver.next();
  };
  await trial.signIn({ name: 'Zoë Visitor', email: null, jobId: 'zoe' });
  await received(1);
  const say = (outcome: string | null) => ann.post('/desk/api/cards/zoe/outcome', { outcome });
  t.equal((await say('let_in')).status, 200);
  await received(2);
  t.equal((await say(null)).status, 200);
  t.equal((await say('turned_away')).status, 200);
  await received(3);
  t.match(events(), [
    { type: 'sign_in.review', data: { jobId: 'zoe' } },
    { type: 'visit.ended', data: { jobId: 'zoe', outcome: 'let_in', locationId: /./ } },
    { type: 'visit.ended', data: { outcome: 'turned_away' } },
  ]);
  t.notMatch(JSON.stringify(events()), /Zoë|Ann/);
  await trial.service.notifications.settle();
  t.same(await unsentMessages(db, 10), []);
});

import t, { type Test } from 'tap';
import { unsentMessages } from '../../server/store/tables/outbox.ts';
import { MailServer } from '../support/mail-server.ts';
import { Receiver } from '../support/receiver.ts';
import { startTold } from './told.ts';

const minute = 60_000;
const hour = 60 * minute;

/** Reviews are told to a webhook that refuses everything; beside it there is e-mail. */
async function set(t: Test, { channels = '', alerts = '' } = {}) {
  const mail = await new MailServer().start();
  const chat = new Receiver();
  const lobby = new Receiver();
  lobby.answer = { status: 404 };
  const secrets = { NOTIFY_LOBBY_URL: await lobby.start(), NOTIFY_CHAT_URL: await chat.start() };
  t.teardown(async () => {
    await mail.stop();
    await lobby.stop();
    await chat.stop();
  });
  const told = await startTold(t, {
    secrets,
    file: `
email: { host: 127.0.0.1, port: ${mail.port}, security: none, from: vestibule@acme.example }
channels:
  - { name: lobby, type: slack }
${channels}
rules: [{ reasons: all, to: lobby }]
${alerts}
`,
  });
  /** Has so many reviews given up, one a minute. */
  const loseOf = async (count: number) => {
    for (let i = 0; i < count; i++) {
      await told.decide('no_match', { name: 'Ada Example', host: 'Grace Host' });
      await told.pass(minute);
    }
  };
  return { told, mail, chat, loseOf };
}

const desk = '  - { name: desk, type: email, to: [desk@acme.example] }';
const hosts = '  - { name: hosts, type: email, to: host }';
const installer = '  - { name: installer, type: email, to: contact }';
const chatToo = '  - { name: chat, type: slack }';

t.test('what one channel could not be told, another one tells the number of', async (t) => {
  const { told, mail, loseOf } = await set(t, { channels: desk });
  await loseOf(3);
  t.same(mail.all, [], 'it is gathered first');
  await told.pass(20 * minute);
  t.match(mail.all, [
    { to: ['desk@acme.example'], body: /3 messages could not be delivered to .*lobby/ },
  ]);
  t.match(mail.all[0]?.body, /Channel: lobby/);
  t.notMatch(JSON.stringify(mail.all), /Ada|Grace|HQ/, 'and nothing of whom they were about');
});

t.test('it is told once a day, however many are lost', async (t) => {
  const { told, mail, loseOf } = await set(t, { channels: desk });
  await loseOf(1);
  await told.pass(hour);
  t.match(mail.all[0]?.body, /1 message could not/);
  for (let i = 0; i < 20; i++) {
    await loseOf(2);
    await told.pass(hour);
  }
  t.equal(mail.all.length, 1);
  await told.pass(4 * hour);
  await loseOf(1);
  await told.pass(hour);
  t.equal(mail.all.length, 2);
  t.match(mail.all[1]?.body, /Given up in 24 hours: \d\d/);
});

t.test('whoever is alerted is told before others, and never a host', async (t) => {
  const { told, mail, chat, loseOf } = await set(t, {
    channels: [hosts, installer, desk, chatToo].join('\n'),
    alerts: 'alerts: { to: [installer, chat] }',
  });
  await loseOf(1);
  await told.pass(hour);
  t.match(chat.all, [{ body: /1 message could not be delivered/ }], 'no contact is known');
  t.same(mail.all, []);
});

t.test('a channel that fails itself is not asked to tell', async (t) => {
  const { told, mail, chat } = await set(t, {
    channels: `${chatToo}\n${desk}`,
    alerts: 'alerts: { to: [chat] }',
  });
  chat.answer = { status: 404 };
  const loseAlert = async (about: string) => {
    const alert = { kind: 'test', at: told.clock.now().toISOString() } as const;
    await told.notifications.alerts.tell(alert, about, 'nothing');
    await told.pass(hour);
  };
  // No one knows yet that the lobby's channel fails, too; what it loses tells.
  await loseAlert('first');
  await loseAlert('second');
  const channels = mail.all.map(({ body }) => /Channel: (\w+)/.exec(body)?.[1]);
  t.same(channels.toSorted(), ['chat', 'lobby']);
});

t.test(
  'where there is no other channel, the log alone tells, and nothing goes round',
  async (t) => {
    const { told, mail, loseOf } = await set(t, { channels: hosts });
    await loseOf(2);
    await told.pass(hour);
    t.same(mail.all, []);
    t.match(told.log.text(), /"level":50.*given up/);
    t.equal((await unsentMessages(told.store.db, 10)).length, 2);
  },
);

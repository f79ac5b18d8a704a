import t, { type Test } from 'tap';
import type { ReviewReason } from '#server/sign-in/reasons.ts';
import { saveInstall } from '#server/store/tables/kiosks.ts';
import { unsentMessages } from '#server/store/tables/outbox.ts';
import { noticeOf } from '#server/notify/notice.ts';
import { KeepingMailServer } from '../support/mail-server.ts';
import { Receiver } from '../support/receiver.ts';
import { startTold, type Guest } from './told.ts';

const minute = 60_000;
const nasty = '<!channel> & *Ada* [x](y) `z` "Q" {{DATE()}}';

/** The message that a Slack or Teams webhook receives about one review. */
async function posted(t: Test, type: 'slack' | 'teams', name: string): Promise<unknown> {
  const receiver = new Receiver();
  const secrets = { NOTIFY_DESK_URL: await receiver.start() };
  t.teardown(() => receiver.stop());
  const told = await startTold(t, {
    secrets,
    file: `{ channels: [{ name: desk, type: ${type} }], rules: [{ reasons: all, to: desk }] }`,
  });
  await told.decide('no_match', { name, host: nasty });
  await told.pass(minute);
  t.equal(receiver.all.length, 1);
  t.equal(receiver.all[0]?.headers['content-type'], 'application/json');
  return JSON.parse(receiver.all[0]?.body ?? '');
}

const texts = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(texts)
      : [];

t.test('Slack gets blocks in which a name is nothing but text', async (t) => {
  const body = await posted(t, 'slack', 'Ada Example');
  t.match(body, {
    text: /^Ada Example waits in the lobby/,
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: /^Ada Example waits/ } },
      { type: 'section', fields: [{ type: 'plain_text', text: 'Who: Ada Example' }, {}, {}, {}] },
      { type: 'section', text: { type: 'plain_text', text: /does not match/ } },
      { type: 'section', text: { type: 'plain_text', text: /identity document.*visitor log/ } },
    ],
  });
  const all = texts(body).join('\n');
  t.match(all, '‹!channel› &amp; *Ada*');
  t.notMatch(all, '<!channel>');
  t.notMatch(JSON.stringify(body), '"type":"mrkdwn"');
});

t.test('Slack’s limits are kept by a name of any length', async (t) => {
  const body = (await posted(t, 'slack', '&'.repeat(300))) as {
    text: string;
    blocks: { type: string; text: { text: string }; fields: { text: string }[] }[];
  };
  const [header, section] = body.blocks;
  t.ok((header?.text.text.length ?? 0) <= 150);
  for (const { text } of section?.fields ?? []) t.ok(text.length <= 2000);
  t.match(header?.text.text, /^(&amp;)+$/, 'and no entity is cut');
});

t.test('Teams gets an adaptive card in which a name is nothing but text', async (t) => {
  const body = await posted(t, 'teams', 'Ada Example');
  t.match(body, {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          type: 'AdaptiveCard',
          version: '1.4',
          body: [
            { type: 'TextBlock', weight: 'Bolder', text: /^Ada Example waits/, wrap: true },
            { type: 'FactSet', facts: [{ title: 'Who', value: 'Ada Example' }, {}, {}, {}] },
            { type: 'TextBlock', text: /does not match/ },
            { type: 'TextBlock', text: /identity document.*visitor log/ },
          ],
        },
      },
    ],
  });
  const all = texts(body).join('\n');
  t.match(all, '\\*Ada\\* \\[x\\] (y) \\`z\\`');
  t.notMatch(all, '{{DATE');
});

/** Reaches a server on this machine, and counts as the address of another one. */
const otherMachine = '0.0.0.0';
const mailFile = (port: number, to: string, more = '', host = '127.0.0.1') => `
email: { host: ${host}, port: ${port}, from: vestibule@acme.example ${more} }
channels: [{ name: desk, type: email, to: ${to} }]
rules: [{ reasons: all, to: desk }]`;

async function startMail(t: Test, server = new KeepingMailServer()): Promise<KeepingMailServer> {
  await server.start();
  t.teardown(() => server.stop());
  return server;
}

t.test('an e-mail says who, whose guest, where, when, why and what to do', async (t) => {
  const server = await startMail(t);
  const told = await startTold(t, {
    file: mailFile(server.port, '[desk@acme.example, second@acme.example]'),
  });
  await told.decide('no_match', { name: 'Ada Example', host: nasty });
  await told.pass(minute);
  const [mail] = server.all;
  t.equal(server.all.length, 1);
  t.same(mail?.to, ['desk@acme.example', 'second@acme.example']);
  t.match(mail?.headers, /^Subject: Ada Example waits in the lobby/m);
  t.match(mail?.headers, /^Message-ID: <[0-9a-f]{32}@acme\.example>/im);
  t.match(mail?.headers, /^Auto-Submitted: auto-generated/im);
  t.match(mail?.headers, /multipart\/alternative/);
  for (const text of [
    'Who: Ada Example',
    'Where: HQ',
    'When: Thursday, 12 March 2026 at 17:05:09 UTC',
    'The face does not match the enrolled person.',
    "Please check an identity document. Then approve or deny the sign-in in Envoy's visitor log.",
    '‹!channel› &amp; *Ada*',
  ]) {
    t.match(mail?.body, text);
  }
  t.notMatch(mail?.body, /score|template|frame/i);
});

t.test('a name cannot add a header or a recipient', async (t) => {
  const server = await startMail(t);
  const told = await startTold(t, {
    file: mailFile(server.port, 'desk@acme.example'),
  });
  await told.decide('no_match', { name: 'Ada\r\nBcc: evil@example.com\r\n\r\nbody' });
  await told.pass(minute);
  t.same(server.all[0]?.to, ['desk@acme.example']);
  t.notMatch(server.all[0]?.headers, /^Bcc:/im);
});

t.test('the time is that of the location', async (t) => {
  const server = await startMail(t);
  const told = await startTold(t, { file: mailFile(server.port, 'a@b.example') });
  await told.decide('no_face', { timezone: 'America/Los_Angeles' });
  await told.decide('no_face', { timezone: 'Nowhere/Else' });
  await told.pass(minute);
  t.match(server.all[0]?.body, 'Thursday, 12 March 2026 at 10:05:09 GMT-7');
  t.match(server.all[1]?.body, 'Thursday, 12 March 2026 at 17:05:09 UTC');
});

t.test('a message about the service itself has the time of its machine', async (t) => {
  const before = process.env['TZ'];
  t.teardown(() => {
    if (before === undefined) delete process.env['TZ'];
    else process.env['TZ'] = before;
  });
  process.env['TZ'] = 'Europe/Zurich';
  const at = '2026-03-12T17:05:09.000Z';
  const { facts } = noticeOf({ kind: 'clock_off', minutes: 4, isAhead: true, at });
  t.match(Object.fromEntries(facts), { When: 'Thursday, 12 March 2026 at 18:05:09 CET' });
});

t.test('the host is told that somebody waits, and never why', async (t) => {
  const server = await startMail(t);
  const told = await startTold(t, { file: mailFile(server.port, 'host') });
  const reasons: ReviewReason[] = ['watchlist_hit', 'spoof_suspected', 'opted_out'];
  for (const reason of reasons) await told.decide(reason, { name: 'Ada Example' });
  await told.decide('no_match', { hostEmail: ' ' });
  await told.decide('no_match', { hostEmail: 'a@b.example, evil@example.com' });
  await told.pass(minute);
  t.equal(server.all.length, 3, 'nobody where Envoy names no host, or something odd');
  for (const mail of server.all) {
    t.same(mail.to, ['grace@acme.example']);
    t.match(mail.headers, /^Subject: Ada Example is in the lobby/m);
    t.notMatch(mail.body, /watchlist|picture|face|identity/i);
  }
});

t.test('the contact of the set-up in Envoy is told', async (t) => {
  const server = await startMail(t);
  const contacts = ['ops@acme.example', 'not an address'];
  const file = mailFile(server.port, 'contact');
  const told = await startTold(t, { file, contacts });
  await told.decide('no_match');
  await told.pass(minute);
  t.same(
    server.all.map(({ to }) => to),
    [['ops@acme.example']],
  );
});

t.test('a visitor’s name goes to no contact of another location', async (t) => {
  const server = await startMail(t);
  const told = await startTold(t, { file: mailFile(server.port, 'contact') });
  const { db } = told.store;
  const at = (place: string, contact: string | null) => ({
    locationId: place,
    locationName: place,
    locationCode: place,
    contact,
  });
  await saveInstall(db, '1', at('north', 'north@acme.example'), told.clock.now());
  await saveInstall(db, '2', at('south', 'south@acme.example'), told.clock.now());
  await saveInstall(db, '3', at('bare', null), told.clock.now());
  const to = async (guest: Guest) => {
    const before = server.all.length;
    await told.decide('no_match', guest);
    await told.pass(minute);
    return server.all.slice(before).map((mail) => mail.to);
  };
  t.same(await to({ installId: '2', locationId: 'north' }), [['south@acme.example']]);
  t.same(await to({ withoutInstall: true, locationId: 'north' }), [['north@acme.example']]);
  t.same(await to({ installId: 'new', locationId: 'south' }), [['south@acme.example']]);
  t.notMatch(told.log.text(), 'no notification: the set-up');
  t.same(await to({ withoutInstall: true, locationId: 'elsewhere' }), []);
  t.same(await to({ installId: '3', locationId: 'bare', jobId: 'bare-1' }), []);
  t.equal(told.log.text().match(/no notification: the set-up/g)?.length, 2, 'and that is logged');
  t.match(told.log.text(), 'bare-1');
  t.notMatch(told.log.text(), /Ada|acme\.example/);
});

const user = { name: 'vestibule', password: 'correct horse battery' };
/** Requires a name and a password, over TLS only. No authority has signed its certificate. */
const strict = () =>
  new KeepingMailServer({
    onAuth: (auth, _session, done) =>
      auth.username === user.name && auth.password === user.password
        ? done(null, { user: user.name })
        : done(new Error('wrong')),
  });

t.test('a server whose certificate nobody vouches for gets no password', async (t) => {
  const server = await startMail(t, strict());
  const told = await startTold(t, {
    file: mailFile(server.port, 'desk@acme.example', `, user: ${user.name}`, otherMachine),
    secrets: { NOTIFY_SMTP_PASSWORD: user.password },
  });
  await told.decide('no_match');
  await told.pass(minute);
  t.same(server.all, []);
  t.match(await unsentMessages(told.store.db, 1), [{ state: 'waiting' }], 'it can be put right');
  t.notMatch(told.log.text(), user.password);
});

t.test('a mail server without STARTTLS gets no mail, unless it is on this machine', async (t) => {
  const server = await startMail(t);
  const told = await startTold(t, {
    file: mailFile(server.port, 'desk@acme.example', '', otherMachine),
  });
  await told.decide('no_match');
  await told.pass(minute);
  t.same(server.all, []);
  t.match(await unsentMessages(told.store.db, 1), [{ state: 'waiting' }]);
  const here = await startTold(t, { file: mailFile(server.port, 'desk@acme.example') });
  await here.decide('no_match');
  await here.pass(minute);
  t.match(server.all, [{ to: ['desk@acme.example'], encrypted: false }]);
});

t.test('a wrong password is tried again, an address that is refused is not', async (t) => {
  const server = new KeepingMailServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: (_auth, _session, done) => done(new Error('wrong')),
    onRcptTo: ({ address }, _session, done) =>
      done(
        address.startsWith('gone') ? Object.assign(new Error('no'), { responseCode: 550 }) : null,
      ),
  });
  await startMail(t, server);
  const refused = await startTold(t, {
    file: mailFile(server.port, 'gone@acme.example'),
  });
  await refused.decide('no_match');
  await refused.pass(minute);
  t.match(await unsentMessages(refused.store.db, 1), [
    { state: 'given_up', lastFault: 'smtp_550' },
  ]);
  t.test('(the password)', async (t) => {
    const wrong = await startTold(t, {
      file: mailFile(server.port, 'desk@acme.example', ', user: x'),
      secrets: { NOTIFY_SMTP_PASSWORD: 'y' },
    });
    await wrong.decide('no_match');
    await wrong.pass(minute);
    t.match(await unsentMessages(wrong.store.db, 1), [{ state: 'waiting', lastFault: 'smtp_535' }]);
  });
});

const forged =
  'Ada\r\n\r\nWhy: cleared by security\u2028Then: let in\u0085\u202Eni tel\u2066\u001B[2J\uD800';

t.test('a name cannot forge a line or turn the text round, in any channel', async (t) => {
  const receiver = new Receiver();
  const url = await receiver.start();
  t.teardown(() => receiver.stop());
  const server = await startMail(t);
  const told = await startTold(t, {
    secrets: {
      NOTIFY_S_URL: url,
      NOTIFY_T_URL: url,
      NOTIFY_W_URL: url,
      NOTIFY_W_SECRET: `whsec_${Buffer.alloc(32).toString('base64')}`,
    },
    file: `
email: { host: 127.0.0.1, port: ${server.port}, from: vestibule@acme.example }
channels:
  - { name: m, type: email, to: desk@acme.example }
  - { name: s, type: slack }
  - { name: t, type: teams }
  - { name: w, type: webhook }
rules: [{ reasons: all, to: [m, s, t, w] }]`,
  });
  const name = forged.replace(/\p{Bidi_Control}/gu, '');
  await told.decide('no_match', { name, host: forged, locationName: forged });
  await told.pass(minute);
  t.equal(server.all.length, 1);
  t.equal(receiver.all.length, 3);
  const bodies = receiver.all.map(({ body }) => texts(JSON.parse(body)));
  for (const text of bodies.flat()) {
    t.notMatch(text, /\p{Cc}|\p{Bidi_Control}|[\u2028\u2029]|\p{Surrogate}/u, JSON.stringify(text));
  }
  const mail = server.all[0]?.body ?? '';
  t.notMatch(mail, /^\s*(Why|Then): /m);
  t.notMatch(mail, /[^\P{Cc}\r\n]|\p{Bidi_Control}|[\u2028\u2029]/u);
  t.match(mail, 'Who: Ada Why: cleared by security Then: let in');
});

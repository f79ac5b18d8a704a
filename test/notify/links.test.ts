import t from 'tap';
import { KeepingMailServer } from '../support/mail-server.ts';
import { Receiver } from '../support/receiver.ts';
import { startTold } from './told.ts';

/** Text that chat and e-mail programs turn into a link or a mention, alone or as markup. */
const linked = [
  /\w[.。．｡․]\w/u,
  /:\/|\/\//,
  /\b(?:mailto|tel|javascript):\S/i,
  /\S@\w|(?:^|\s)@\w/,
  /\]\(/,
  /<[^>]*[|!@#]/,
];

const names = [
  'Ann https://evil.example/x',
  'Ann evil.example',
  'Ann evil.\u200bexample',
  'Ann evil。example',
  '[Ann](http://evil.example)',
  '<http://evil.example|Ann>',
  '<!channel> <@U123> @here',
  'Ann ann@evil.example mailto:ann@evil javascript:x //evil',
];

t.test('no channel is given a link or a mention by what a visitor typed', async (t) => {
  const receiver = new Receiver();
  const url = await receiver.start();
  t.teardown(() => receiver.stop());
  const server = new KeepingMailServer();
  await server.start();
  t.teardown(() => server.stop());
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
  for (const name of names) {
    await told.decide('no_match', { name, host: name, locationName: name });
    await told.pass(60_000);
  }
  t.equal(server.all.length, names.length);
  t.equal(receiver.all.length, 3 * names.length);
  const shown = [
    ...receiver.all.flatMap(({ body }) => saidIn(JSON.parse(body))),
    // Only the text that a reader of the e-mail sees, in both of its parts.
    ...server.all.flatMap(({ body }) => body.split('\n').filter((line) => line.includes('Ann'))),
  ].map((text) => text.replace(/<[/!]?(?:th|td|tr|table|h1|p|html|body|doctype)\b[^>]*>/g, ' '));
  t.ok(shown.some((text) => text.includes('evil. example')));
  for (const text of shown) for (const link of linked) t.notMatch(text, link, text);
});

/** The texts that contain something of the visitor. */
function saidIn(value: unknown): string[] {
  if (typeof value === 'string') return /Ann|evil|here/.test(value) ? [value] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(saidIn) : [];
}

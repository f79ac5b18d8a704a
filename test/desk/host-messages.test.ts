import diagnostics from 'node:diagnostics_channel';
import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import t from 'tap';
import { mailInTest } from './messages-by-mail.ts';
import { startRingingDesk, type FaceCheck } from './ringing-desk.ts';

const routes = new Set<string>();
diagnostics.subscribe('fastify.initialization', (message) => {
  const { fastify } = message as { fastify: FastifyInstance };
  fastify.addHook('onRoute', ({ method, url }) => {
    if (url.startsWith('/desk/api/')) {
      for (const one of [method].flat()) if (one !== 'HEAD') routes.add(`${one} ${url}`);
    }
  });
});

const held: FaceCheck = {
  name: 'face',
  run: async () => ({ passed: false, reason: 'not_enrolled' }),
};

t.test('a host is written to so often and no more', async (t) => {
  const { notifyFile } = await mailInTest(t);
  const { desk, hook, enter } = await startRingingDesk(t, {
    ...{ checks: [held], askDesk: false, notifyFile },
  });
  const { db } = desk;
  for (let i = 0; i < 9; i++) {
    const hostEmail = i < 3 ? ['Grace', 'grace', 'GRACE'][i] : `host-${i}`;
    const visitor = { name: `Visitor ${i}`, email: null, jobId: `card-${i}` };
    await hook.signIn({ ...visitor, hostEmail: `${hostEmail}@acme.example` });
  }
  const { browser: ann } = await enter('Ann Reception');
  const { browser: bea } = await enter('Bea Reception');
  /** Sends a message from a card. @param seen number of messages that the form shows */
  const post = async (card: number, seen: number, to = 'the host', by = ann) => {
    const body = { to, text: 'Please come down.', seen };
    const { status, json } = await by.post(`/desk/api/cards/card-${card}/message`, body);
    return status === 200 ? 'sent' : json['error'];
  };
  const went = new Map<number, number>();
  const write = async (card: number, to?: string, by?: typeof ann) => {
    const seen = went.get(card) ?? 0;
    const answer = await post(card, seen, to, by);
    if (answer === 'sent') went.set(card, seen + 1);
    return answer;
  };
  const count = (answers: unknown[]) => answers.filter((answer) => answer === 'sent').length;
  const several = async (times: number, card: number) => {
    const answers: unknown[] = [];
    for (let i = 0; i < times; i++) answers.push(await write(card));
    return answers;
  };

  const first = await several(7, 0);
  t.equal(count(first), 5, 'of a card');
  t.equal(first.filter((answer) => answer === 'too_many_messages').length, 2);
  t.equal(await write(0, 'lobby', bea), 'too_many_messages', 'by others and elsewhere, too');
  t.equal(count(await several(6, 1)), 5, 'of another card');
  t.equal(await write(2, 'the host', bea), 'too_many_messages', 'to the same host');
  t.equal(await write(2, 'lobby', bea), 'sent', 'elsewhere');
  for (const card of [3, 4, 5]) t.equal(count(await several(5, card)), 5);
  t.equal(count(await several(4, 6)), 4);
  const atOnce = await Promise.all([6, 7].map((card) => write(card)));
  t.same(atOnce.sort(), ['sent', 'too_many_messages'], 'of the account, about two at once');
  t.equal(await write(8, 'the host', bea), 'sent', 'by another account');
  const told = await db.selectFrom('outbox').select('about').execute();
  t.equal(told.length, 32, 'nothing else was put');
  t.notMatch(told, /acme|grace/i);

  const pressed = await Promise.all([1, 2].map(() => post(8, 1, 'the host', bea)));
  t.same(pressed.sort(), ['sent', 'written_since'], 'one message, pressed twice or at two pages');
  t.equal(await post(8, 1, 'lobby', bea), 'written_since', 'after a lost answer, too');
  t.equal(await post(8, 2, 'the host', bea), 'sent', 'of a writer who saw it');
});

t.test('no answer of the desk is kept by a browser or a proxy', async (t) => {
  const { url, enter } = await startRingingDesk(t, { checks: [held] });
  const { browser } = await enter('Mo Manager', 'manager');
  t.ok(routes.size > 50, String(routes.size));
  t.ok(routes.has('GET /desk/api/history.csv') && routes.has('GET /desk/api/people'));
  // Logging out goes last, because every later call would be refused.
  const all = [...routes].sort((a, b) => Number(/logout/.test(a)) - Number(/logout/.test(b)));
  for (const route of all) {
    const [method = '', pattern = ''] = route.split(' ');
    const address = pattern.replace(/:\w+/g, randomUUID());
    const body = method === 'GET' ? undefined : {};
    const { headers, status } = await browser.call(method as 'GET', address, body, url);
    t.equal(headers.get('cache-control'), 'no-store', `${route}: ${status}`);
  }
});

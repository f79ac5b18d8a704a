import { EventEmitter, once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import t from 'tap';
import { untilTrue } from '../postgres/installation.ts';
import { DeskBrowser, startDesk } from './start-desk.ts';

const boundary = 'in-between';
const [first, rest] = [
  `--${boundary}\r\ncontent-disposition: form-data; name="request"\r\n\r\n`,
  `{}\r\n--${boundary}--\r\n`,
];

/** A request whose first part is sent. */
function begun(browser: DeskBrowser, path: string, type: string, part: string) {
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const headers = { cookie, origin: browser.url, 'content-type': type };
  const sending = request(browser.url + path, { method: 'POST', headers });
  sending.on('error', () => {});
  sending.write(part);
  const answer = once(sending, 'response').then(async ([response]: IncomingMessage[]) => ({
    status: response?.statusCode,
    text: await text(response!).catch(() => ''),
  }));
  return { sending, answer };
}

t.test('photos may take long to arrive, and nothing else', async (t) => {
  const desk = await startDesk(t, { times: { usual: 300, long: 4000 } });
  const url = await desk.listen();
  const manager = new DeskBrowser(url);
  const { link } = await desk.add('Mia Manager', 'manager');
  await manager.post('/desk/api/set-password', { link, password: 'four plain words here' });
  const form = `multipart/form-data; boundary=${boundary}`;
  const upload = (browser = manager) => begun(browser, '/desk/api/people/check', form, first);

  const slow = upload();
  const login = begun(manager, '/desk/api/login', 'application/json', '{"account":');
  t.match(await login.answer, { status: 408, text: /took too long to arrive\. Save/ });
  slow.sending.end(rest);
  t.match(await slow.answer, { status: 200, text: '{"photos":[]}' }, 'although it took longer');

  const stranger = upload(new DeskBrowser(url));
  t.match(await stranger.answer, { status: 401 }, 'answered before the body is there');
  await once(stranger.sending, 'close');
  t.pass('and cut off in the usual time');

  const stalled = [upload(), upload()];
  for (const { answer } of stalled) t.match(await answer, { status: 408 });
  const next = upload();
  next.sending.end(rest);
  t.match(await next.answer, { status: 200 }, 'who stalled is in nobody’s way');
});

t.test('a call that is refused before its body is read leaves nothing in memory', async (t) => {
  const desk = await startDesk(t, { times: { usual: 600_000, long: 600_000 } });
  const url = await desk.listen();
  const calls: WeakRef<IncomingMessage>[] = [];
  desk.app.server.on('request', (call: IncomingMessage) => calls.push(new WeakRef(call)));
  const body = JSON.stringify({ text: 'x'.repeat(3000) });
  for (const origin of ['https://elsewhere.example', url]) {
    const headers = { origin, 'content-type': 'application/json' };
    for (let count = 0; count < 30; count++) {
      const answer = await fetch(`${url}/desk/api/login`, { method: 'POST', headers, body });
      t.ok(answer.status >= 400);
      await answer.text();
    }
  }
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const left = () => calls.filter((call) => call.deref() !== undefined).length;
  for (let tries = 0; tries < 50 && left() > 2; tries++) {
    await setImmediate();
    collect();
  }
  t.equal(calls.length, 60);
  t.ok(left() <= 2, `${left()} of ${calls.length}: those that the connections had last`);
});

t.test('two uploads of one account that stall are in no other account’s way', async (t) => {
  const desk = await startDesk(t);
  const reading = new EventEmitter();
  desk.app.addHook('preHandler', async ({ url }) => void reading.emit(url));
  const url = await desk.listen();
  const enter = async (name: string) => {
    const browser = new DeskBrowser(url);
    const { link } = await desk.add(name, 'manager');
    await browser.post('/desk/api/set-password', { link, password: 'four plain words here' });
    return browser;
  };
  const path = '/desk/api/people/check';
  const form = `multipart/form-data; boundary=${boundary}`;
  const [ada, bo] = [await enter('Ada Manager'), await enter('Bo Manager')];
  const stalled = [];
  for (let count = 0; count < 2; count++) {
    const isRead = once(reading, path);
    stalled.push(begun(ada, path, form, first));
    await isRead;
  }
  const upload = (browser: DeskBrowser) => {
    const { sending, answer } = begun(browser, path, form, first);
    sending.end(rest);
    return answer;
  };
  t.match(await upload(bo), { status: 200 });
  t.match(await upload(ada), { status: 429, text: /uploads_busy/ });
  for (const { sending } of stalled) sending.end(rest);
  for (const { answer } of stalled) t.match(await answer, { status: 200 });
  t.match(await upload(ada), { status: 200 });
});

t.test('who may not any more when the body has arrived is refused', async (t) => {
  const desk = await startDesk(t);
  const userOf = desk.sessions.userOf.bind(desk.sessions);
  let asked = 0;
  desk.sessions.userOf = async (request) => userOf(request).finally(() => asked++);
  const url = await desk.listen();
  const enter = async (name: string) => {
    const browser = new DeskBrowser(url);
    const { link, id } = await desk.add(name, 'manager');
    await browser.post('/desk/api/set-password', { link, password: 'four plain words here' });
    return { browser, id };
  };
  const [ada, bo, other] = [await enter('Ada'), await enter('Bo'), await enter('Other')];
  const accounts = '/desk/api/manage/accounts';
  const form = `multipart/form-data; boundary=${boundary}`;
  const text = JSON.stringify({ name: 'Cy', login: 'cy', role: 'manager' });
  asked = 0;
  const sendings = [ada, bo].flatMap(({ browser }) => [
    { ...begun(browser, '/desk/api/people/check', form, first), rest },
    { ...begun(browser, accounts, 'application/json', text.slice(0, 9)), rest: text.slice(9) },
  ]);
  // Each request has passed the guard.
  await untilTrue(() => asked === sendings.length);
  t.match(await other.browser.post(`${accounts}/${ada.id}/revoke`), { status: 200 });
  t.match(await other.browser.post(`${accounts}/${bo.id}/role`, { role: 'reception' }), {
    status: 200,
  });
  for (const { sending, rest } of sendings) sending.end(rest);
  const answers = await Promise.all(sendings.map(({ answer }) => answer));
  t.same(
    answers.map(({ status }) => status),
    [401, 401, 401, 401],
  );
  t.match(await other.browser.get(accounts), { json: { accounts: { length: 2 } } });
});

t.test('a form that is torn, or none, is refused in words and changes nothing', async (t) => {
  const logged: string[] = [];
  const desk = await startDesk(t, { onLog: (line) => logged.push(line) });
  const manager = new DeskBrowser(await desk.listen());
  const { link } = await desk.add('Mia Manager', 'manager');
  await manager.post('/desk/api/set-password', { link, password: 'four plain words here' });
  const form = `multipart/form-data; boundary=${boundary}`;
  const photo = `--${boundary}\r\ncontent-disposition: form-data; name="photos"; filename="a.jpg"\r\n`;
  const torn: [type: string, body: string][] = [
    [form, first],
    [form, `${first}{}\r\n${photo}content-type: image/jpeg\r\n\r\nhalf of a pho`],
    [form, `${first}{}\r\n${photo}`],
    [form, 'no part at all'],
    ['multipart/form-data', first + rest],
    [form, `--${boundary}\r\ncontent-disposition: form-data; name="\0"\r\n\r\n`],
  ];
  for (const route of ['/desk/api/people/check', '/desk/api/people']) {
    for (const [type, body] of torn) {
      const { sending, answer } = begun(manager, route, type, body);
      sending.end();
      t.match(await answer, { status: 400, text: /Reload the page/ }, JSON.stringify(body));
    }
  }
  t.notMatch(logged.join(), 'a request to the lobby listener failed');
});

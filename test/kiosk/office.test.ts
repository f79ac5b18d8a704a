import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import t from 'tap';
import { OfficeLogo, readLogo } from '#server/kiosk/office-logo.ts';
import { createLogger } from '#server/ops/logging.ts';
import { Lines } from '../support/lines.ts';
import { RawKiosk } from './raw-kiosk.ts';
import { startLobby } from './start-lobby.ts';

const svg = '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><rect/></svg>';

t.test('a page is told of the office, and gets its logo, which may run nothing', async (t) => {
  const logoFile = path.join(t.testdir(), 'logo.svg');
  writeFileSync(logoFile, svg);
  await t.test('by the lobby listener', async (t) => {
    const office = { name: 'Acme', logoFile };
    const { url, pair } = await startLobby(t, { office });
    const { token } = await pair();
    const kiosk = new RawKiosk(url, token);
    const told = { office: { name: 'Acme', logo: true } };
    t.match(await kiosk.next('hello'), told);
    kiosk.socket.close();
    const answer = await fetch(`${url}/kiosk/logo`);
    t.equal(await answer.text(), svg);
    t.equal(answer.headers.get('content-type'), 'image/svg+xml');
    const policy = answer.headers.get('content-security-policy') ?? '';
    t.match(policy, /default-src 'none'/);
    t.match(policy, /sandbox$/);
    t.notMatch(policy, /script/);
  });
});

t.test('without one, the page is told so', async (t) => {
  const { url, pair } = await startLobby(t);
  const kiosk = new RawKiosk(url, (await pair()).token);
  const told = { office: { name: null, logo: false } };
  t.match(await kiosk.next('hello'), told);
  kiosk.socket.close();
  t.equal((await fetch(`${url}/kiosk/logo`)).status, 404);
});

t.test(
  'a logo is read again on request, and one with a mistake leaves the one before',
  async (t) => {
    const file = path.join(t.testdir({ 'logo.svg': svg }), 'logo.svg');
    const log = new Lines();
    const logo = new OfficeLogo(file, createLogger('info', log));
    const another = svg.replace('rect', 'circle');
    writeFileSync(file, another);
    t.equal(logo.inForce.bytes.toString(), svg, 'not before');
    await logo.reload();
    t.equal(logo.inForce.bytes.toString(), another);
    for (const breakIt of [() => writeFileSync(file, '<svg'), () => rmSync(file)]) {
      breakIt();
      await logo.reload();
      t.equal(logo.inForce.bytes.toString(), another);
    }
    t.match(log.text(), /neither a PNG nor an SVG[^]*NOT FOLLOWED[^]*ENOENT[^]*NOT FOLLOWED/);
  },
);

t.test('a logo is a PNG or an SVG of a modest size, or the start says what to do', async (t) => {
  const dir = t.testdir({
    'logo.svg': svg,
    'page.svg': '<html xmlns="http://www.w3.org/1999/xhtml"/>',
    'half.svg': '<svg xmlns="http://www.w3.org/2000/svg"><rect>',
    'large.svg': svg.replace('<rect/>', '<rect/>'.repeat(40_000)),
  });
  const file = (name: string) => path.join(dir, name);
  const blank = sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } });
  writeFileSync(file('logo.png'), await blank.png().toBuffer());
  writeFileSync(file('logo.jpg'), await blank.jpeg().toBuffer());
  t.equal(readLogo(file('logo.png')).type, 'image/png');
  t.equal(readLogo(file('logo.svg')).type, 'image/svg+xml');
  for (const name of ['page.svg', 'half.svg', 'logo.jpg']) {
    t.throws(() => readLogo(file(name)), { message: /is neither a PNG nor an SVG. Save/ }, name);
  }
  t.throws(() => readLogo(file('large.svg')), { message: /has 274 kB. Give one of at most 256/ });
  t.throws(() => readLogo(file('none.svg')), { message: /cannot be read \(ENOENT\)/ });
});

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import t from 'tap';
import { runLab, runLabJson } from './command.ts';
import { asCodes, makeCard } from '#health-pass/lab/make-cards.ts';
import { makeIssuer } from '#health-pass/lab/make-issuer.ts';
import { makeEuCertificate } from '#health-pass/lab/make-certificates.ts';
import { codeFrames } from '../credentials/show-frames.ts';
import { makeSigner } from '#health-pass/lab/make-signer.ts';

const folder = t.testdir({ suite: {}, empty: {} });
const write = (name: string, content: string | Buffer | object) => {
  const file = path.join(folder, 'suite', name);
  mkdirSync(path.dirname(file), { recursive: true });
  const isRaw = typeof content === 'string' || Buffer.isBuffer(content);
  writeFileSync(file, isRaw ? content : JSON.stringify(content));
};

t.before(async () => {
  const { country, der } = await makeSigner();
  const issuer = { kind: 'dcc' as const, issuer: 'DE', name: null, keys: [] };
  const make = (content = {}, packing = {}) =>
    makeEuCertificate({ ...country, issuer }, content, packing);
  const certificate = (name: string, text: string, results: Record<string, boolean>) =>
    write(`dcc/${name}.json`, {
      PREFIX: text,
      TESTCTX: { CERTIFICATE: der.toString('base64'), VALIDATIONCLOCK: new Date().toISOString() },
      EXPECTEDRESULTS: { EXPECTEDVERIFY: true, EXPECTEDEXPIRATIONCHECK: true, ...results },
    });
  certificate('good', make(), {});
  certificate('bad', make({}, { tampered: true }), { EXPECTEDVERIFY: false });
  certificate('plain', make({}, { plain: true }), { EXPECTEDCOMPRESSION: false });
  certificate('said to be good', make({}, { tampered: true }), {});
  const t = [{ tg: '840539006', ci: 'URN:UVCI:01:DE:T#1' }];
  certificate('test', make({ change: { v: undefined, t } }), {});
  certificate('odd', make({ vaccination: { dn: 0 } }), { EXPECTEDSCHEMAVALIDATION: false });

  const cards = await makeIssuer();
  const card = await makeCard(cards);
  write('shc/.well-known/jwks.json', cards.keySet);
  write('shc/card.smart-health-card', { verifiableCredential: [card] });
  for (const [i, code] of asCodes(card, 2).entries()) write(`shc/parts-${i}.txt`, code);
  const [frame = Buffer.alloc(0)] = await codeFrames(asCodes(card), 1);
  write('shc/picture.jpg', Buffer.from(frame));
  const blank = { width: 300, height: 300, channels: 3, background: 'white' } as const;
  write('shc/blank.png', await sharp({ create: blank }).png().toBuffer());
});

t.test('published passes are held up at the door, and what is otherwise is told', async (t) => {
  const { code, json } = await runLabJson(folder, ['passes', '--suite', 'suite']);
  t.equal(code, 0);
  t.match(json, {
    passes: 10,
    rows: [
      { kind: 'vaccination', expected: 'must be accepted', passes: 5, accepted: 4 },
      { kind: 'vaccination', expected: 'must be refused', passes: 2, accepted: 0 },
      { kind: 'vaccination', expected: 'only breaks the schema', passes: 1, accepted: 1 },
      { kind: 'test', expected: 'must be refused', passes: 1, accepted: 0 },
      { kind: 'unreadable', expected: 'its picture was not read', passes: 1, accepted: 0 },
      { kind: 'typed "Family, Given"', passes: 5, accepted: 4 },
    ],
    disagreements: [
      { name: 'dcc/said to be good.json', sentence: /signature does not fit/ },
      { name: 'shc/blank.png' },
    ],
  });
  const { out } = await runLab(folder, ['passes', '--suite', 'suite']);
  t.match(out, /1 test: It shows a test, and no vaccination\./);
  t.match(out, /Otherwise than its publisher says:\s+dcc\/said to be good\.json/);
});

t.test('a folder without passes is refused', async (t) => {
  const empty = await runLab(folder, ['passes', '--suite', 'empty']);
  t.match(empty, { code: 1, err: /holds no health pass/ });
  const none = await runLab(folder, ['passes', '--suite', 'none']);
  t.match(none, { code: 1, err: /is no folder/ });
});

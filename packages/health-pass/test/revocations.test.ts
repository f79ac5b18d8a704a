import { createHash } from 'node:crypto';
import t from 'tap';
import { makeEuCertificate, makeCountry } from '../lab/make-certificates.ts';
import { readCardList, readCertificateList } from '../revocation/read-lists.ts';
import { doorWith } from './door.ts';

const hash = (text: string) => createHash('sha256').update(text).digest();

t.test('a certificate is found on a list in every way that lists name one', async (t) => {
  const germany = makeCountry('DE');
  const france = makeCountry('FR', 'PS256');
  const { says, revoke } = doorWith(germany.issuer, france.issuer);
  const ci = 'URN:UVCI:01:DE:TAKEN/BACK#4';
  const certificate = makeEuCertificate(germany, { vaccination: { ci } });
  const other = makeEuCertificate(germany, { vaccination: { ci: 'URN:UVCI:01:DE:OTHER#1' } });
  const listed = (entry: string) => revoke(readCertificateList(entry));
  t.equal(await says(certificate), null);
  const ways: Record<string, string> = {
    'as it is': ci,
    'in small letters': ci.toLowerCase(),
    'without its prefix': '01:DE:TAKEN/BACK#4',
    'without its check character': 'URN:UVCI:01:DE:TAKEN/BACK',
    'its hash in hex': hash(ci).toString('hex'),
    'half of it': hash(ci).toString('hex').slice(0, 32).toUpperCase(),
    'in base64': hash(ci).toString('base64'),
    'half in base64': hash(ci).subarray(0, 16).toString('base64'),
    'the hash of country and identifier': hash(`DE${ci}`).toString('hex'),
  };
  for (const [what, entry] of Object.entries(ways)) {
    listed(`# revoked\r\n\r\n${hash('another').toString('hex')}\r\n${entry}\r\n`);
    t.match(await says(certificate), /taken back/, what);
    t.equal(await says(other), null, `${what}: nobody else's`);
  }
});

t.test('a list with a line that is nothing is refused, and changes nothing', async (t) => {
  t.throws(() => [...readCertificateList('URN:UVCI:01:DE:A\n<html>')], /Line 2 is neither/);
  t.throws(() => [...readCertificateList('URN')], /Line 1/);
  t.same([...readCertificateList('\uFEFF# nothing\n\n')], []);
  await t.rejects(readCardList({ rids: [] }), /no list of revoked cards/);
  const list = { kid: 'k', method: 'rid', ctr: 1, rids: ['a.1', 'b', 'c d', '', 'e.x'] };
  await t.rejects(readCardList({ ...list, method: 'other' }), /method "other"/);
  await t.rejects(readCardList({ ...list, ctr: 'new' }), /no list of revoked cards/);
  t.match(await readCardList(list), {
    skipped: 3,
    revoked: [
      { identifier: 'a', issuedBefore: 1 },
      { identifier: 'b', issuedBefore: null },
    ],
  });
});

t.test(
  'a list of cards is read whose numbers are text, or whose identifiers are numbers',
  async (t) => {
    const list = { kid: 'k', method: 'RID', ctr: '12', rids: [4711, 'b'] };
    t.match(await readCardList(list), {
      counter: 12,
      skipped: 0,
      revoked: [{ identifier: '4711' }, { identifier: 'b' }],
    });
  },
);

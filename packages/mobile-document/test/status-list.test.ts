import { deflateSync } from 'node:zlib';
import t from 'tap';
import { createRevocationList, createSigner, type Signer } from '#passport/lab/authority.ts';
import { parseCertificate, readRevocationList } from '#passport';
import { readAnswer, readStatusList } from '../index.ts';
import {
  createJsonStatusList,
  createStatusList,
  type StatusListOptions,
} from '../lab/create-status-list.ts';
import { issueMobileDocument } from '../lab/issue-mobile-document.ts';
import { answerWith } from '../virtual-wallet/index.ts';
import { codeOf, now, outcomeOf, state, transcript, trusting } from './answers.ts';

const uri = 'https://issuer.example/statuslists/1';
const { authority, signer } = state();
const trust = trusting(authority);
const lister = createSigner({ name: 'Lister' }, authority);
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
/** Withdraws number 2. */
const usual = { uri, statuses: Buffer.of(0b0000_0100, 0), issuedAt: ago(60) };
const forms = { cbor: createStatusList, json: createJsonStatusList };
const all = Object.values(forms);

/** Whether this state's list, as the options change it, says that a document with this number is withdrawn. */
const said = (index: number, options: Partial<StatusListOptions> = {}) => {
  const found = all.map((create) => read(create(lister, { ...usual, ...options }), index));
  return found[0] === found[1] ? found[0] : found;
};

function read(list: Buffer, index: number): boolean | null {
  const { isWithdrawn } = readStatusList(list, trust, now);
  return isWithdrawn({ uri, index, authority: null }, parseCertificate(authority.certificate));
}

/** The code with which both forms of a list are refused. */
const refused = (by: Signer, options: Partial<StatusListOptions> = {}, store = trust) => {
  const codes = all.map((create) =>
    codeOf(() => readStatusList(create(by, { ...usual, ...options }), store, now)),
  );
  return codes[0] === codes[1] ? codes[0] : codes;
};

for (const [form, create] of Object.entries(forms)) {
  t.test(`a document is judged by a list in ${form}`, async (t) => {
    const list = readStatusList(create(lister, usual), trust, now);
    t.match(list, { uri, issuedAt: usual.issuedAt, entries: 16 });
    const { isWithdrawn } = list;
    const judged = (status?: Record<string, unknown>) => {
      const held = issueMobileDocument({ signer, ...(status && { status }) });
      const options = { transcript, trust, now, isWithdrawn };
      const { verdict, unreadStatus } = readAnswer(answerWith(held, transcript), options);
      return [verdict, unreadStatus === null];
    };
    const numbered = (idx: number, more = {}) => judged({ status_list: { uri, idx, ...more } });
    t.same(numbered(2), ['revoked', true]);
    t.same(numbered(3), ['genuine', true]);
    t.same(numbered(15), ['genuine', true], 'the last');
    t.same(numbered(16), ['genuine', false], 'past the end');
    t.same(numbered(2 ** 52), ['genuine', false]);
    t.same(judged({ status_list: { uri: `${uri}0`, idx: 3 } }), ['genuine', false]);
    t.same(judged({ identifier_list: { uri, id: 'AA' } }), ['genuine', false], 'another way');
    t.same(judged({}), ['genuine', false]);
    t.same(judged(), ['genuine', true], 'one that nobody can withdraw');
    for (const idx of [-1, 0.5, '3', 2 ** 60, null]) {
      const held = issueMobileDocument({ signer, status: { status_list: { uri, idx } } });
      t.equal(outcomeOf(answerWith(held, transcript), { trust, isWithdrawn }), 'unreadable');
    }
  });

  t.test(`no flipped bit of a list in ${form} is accepted`, async (t) => {
    const list = create(lister, usual);
    const codes = new Map<string | null, number>();
    for (let bit = 0; bit < list.length * 8; bit++) {
      const flipped = Buffer.from(list);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      const code = codeOf(() => readStatusList(flipped, trust, now));
      codes.set(code, (codes.get(code) ?? 0) + 1);
    }
    t.equal(codes.get(null) ?? 0, 0);
    t.ok((codes.get('signature_invalid') ?? 0) > 500, 'most are found by the signature');
  });
}

t.test('every status but zero is as bad as withdrawn, in every size', async (t) => {
  const two = { bits: 2, statuses: Buffer.of(0b11_10_01_00) };
  t.same(
    [0, 1, 2, 3, 4].map((index) => said(index, two)),
    [false, true, true, true, null],
  );
  const four = { bits: 4, statuses: Buffer.of(0x10, 0x0f) };
  t.same(
    [0, 1, 2, 3, 4].map((index) => said(index, four)),
    [false, true, true, false, null],
  );
  const eight = { bits: 8, statuses: Buffer.of(0, 128, 1) };
  t.same(
    [0, 1, 2, 3].map((index) => said(index, eight)),
    [false, true, true, null],
  );
  for (const bits of [0, 3, 16, -1, 1.5]) t.equal(refused(lister, { bits }), 'unreadable');
});

t.test('a list is signed under a trusted authority', async (t) => {
  t.equal(refused(signer), null, 'a signer of documents');
  t.equal(refused(state().signer), 'signer_invalid', 'a stranger under the same name');
  const other = createSigner({ name: 'Lister' }, createSigner({ name: 'Nobody', country: 'XX' }));
  t.equal(refused(other), 'signer_invalid');
  t.equal(refused({ ...lister, privateKey: signer.privateKey }), 'signature_invalid');
  const past = createSigner({ name: 'Lister', until: ago(10) }, authority);
  t.equal(refused(past), 'signer_invalid', 'whose time is over');
  const old = createSigner({ name: 'IACA', until: ago(10) });
  const under = createSigner({ name: 'Lister' }, old);
  t.equal(refused(under, {}, trusting(old)), 'signer_invalid', 'whose authority is over');
  const withdrawn = trusting(authority);
  withdrawn.addRevocationList(readRevocationList(createRevocationList(authority, [lister.serial])));
  t.equal(refused(lister, {}, withdrawn), 'signer_invalid');
});

t.test('a trusted authority clears no document of another', async (t) => {
  const foreign = state('XX');
  const both = trusting(authority, foreign.authority);
  const list = createStatusList(foreign.signer, usual);
  const { isWithdrawn } = readStatusList(list, both, now);
  const of = (status: Record<string, unknown>, by = signer, store = both) => {
    const elements = { issuing_country: by === signer ? 'UT' : 'XX' };
    const held = issueMobileDocument({ signer: by, elements, status: { status_list: status } });
    const options = { transcript, trust: store, now, isWithdrawn };
    const { verdict, unreadStatus } = readAnswer(answerWith(held, transcript), options);
    return unreadStatus ? 'unread' : verdict;
  };
  t.equal(of({ uri, idx: 3 }), 'unread');
  t.equal(of({ uri, idx: 3 }, foreign.signer), 'genuine');
  const trusted = trusting(authority, foreign.signer);
  t.equal(of({ uri, idx: 3 }, foreign.signer, trusted), 'genuine', 'trusted directly');
  const certificate = Uint8Array.from(foreign.authority.certificate);
  t.equal(of({ uri, idx: 3, certificate }), 'genuine', 'unless its issuer says so');
  const own = Uint8Array.from(authority.certificate);
  t.equal(of({ uri, idx: 3, certificate: own }, foreign.signer), 'unread', 'and names no other');
});

t.test('a list counts until its end, its lifetime or a week, and not before it', async (t) => {
  const known = (options: Partial<StatusListOptions>) => said(3, options) === false;
  const later = new Date(now.getTime() + 1000);
  t.ok(known({ until: later }));
  t.notOk(known({ until: now }), 'its end');
  t.ok(known({ ttl: 3601, until: new Date('2042-01-01') }));
  t.notOk(known({ ttl: 3600 }), 'its lifetime, from when it was signed');
  t.ok(known({ issuedAt: ago(7 * 24 * 60 - 1), until: new Date('2042-01-01') }));
  t.notOk(known({ issuedAt: ago(7 * 24 * 60), until: new Date('2042-01-01') }), 'a week');
  t.notOk(known({ issuedAt: new Date(now.getTime() + 60_000) }), 'one of a minute later');
  t.notOk(known({ ttl: 0 }));
  for (const ttl of [-1, 'a day', null]) t.equal(refused(lister, { ttl }), 'unreadable');
  t.equal(refused(lister, { issuedAt: new Date(-5000) }), 'unreadable');
});

t.test('large lists, other tokens and what is no list are refused', async (t) => {
  const bomb = deflateSync(Buffer.alloc(40_000_000));
  t.equal(refused(lister, { lst: bomb }), 'too_large', 'a bomb');
  t.equal(refused(lister, { lst: bomb.subarray(0, 500) }), 'unreadable', 'one that is cut off');
  t.equal(refused(lister, { lst: Buffer.from('no zlib') }), 'unreadable');
  t.equal(refused(lister, { statuses: Buffer.alloc(16_777_216) }), null, 'the largest');
  for (const type of ['mso', 'application/identifierlist+cwt', 'jwt', '']) {
    t.equal(refused(lister, { type }), 'unreadable', type);
  }
  t.equal(
    codeOf(() => read(createStatusList(lister, { ...usual, type: 'statuslist+cwt' }), 3)),
    null,
  );
  t.equal(refused(lister, { uri: '' }), 'unreadable');
  for (const header of [{ alg: 'none' }, { alg: 'HS256' }, { alg: 'ES384' }]) {
    const list = createJsonStatusList(lister, usual, header);
    t.equal(
      codeOf(() => readStatusList(list, trust, now)),
      'signature_invalid',
      header.alg,
    );
  }
  for (const header of [{ crit: ['b64'] }, { x5c: 'AA' }, { x5c: [1] }]) {
    const list = createJsonStatusList(lister, usual, header);
    t.equal(
      codeOf(() => readStatusList(list, trust, now)),
      'unreadable',
    );
  }
  const long = createJsonStatusList(lister, usual, { x5c: Array<string>(9).fill('AA') });
  t.equal(
    codeOf(() => readStatusList(long, trust, now)),
    'too_large',
  );
  const bare = createJsonStatusList(lister, usual, { x5c: [] });
  t.equal(
    codeOf(() => readStatusList(bare, trust, now)),
    'signer_invalid',
  );
  for (const content of ['', 'e', 'e30', 'e30.e30', 'eyJ.eyJ.AA', 'e30.e30.AA.AA', '<html>']) {
    t.equal(
      codeOf(() => readStatusList(Buffer.from(content), trust, now)),
      'unreadable',
      content,
    );
  }
  t.equal(
    codeOf(() => readStatusList(Buffer.alloc(5_000_000), trust, now)),
    'too_large',
  );
});

import { createHmac, createPublicKey } from 'node:crypto';
import { encode } from 'cborg';
import t from 'tap';
import { createKeys, createRevocationList, createSigner } from '#passport/lab/authority.ts';
import { readRevocationList } from '#passport';
import { documentIn, readAnswer, transcriptOf } from '../index.ts';
import { deviceAuthentication, macKey } from '../answer/transcript.ts';
import { embed } from '../cbor.ts';
import { alteredItems, fullDate, issueMobileDocument } from '../lab/issue-mobile-document.ts';
import { answerWith, presentationOf } from '../virtual-wallet/index.ts';
import { now, outcomeOf, lobbyQuestion, state, transcript, trusting } from './answers.ts';

const { authority, signer } = state();
const trust = trusting(authority);
const document = issueMobileDocument({ signer });
const answer = answerWith(document, transcript);

t.test('an honest answer is genuine, and says who it is', async (t) => {
  const portrait = Uint8Array.of(1, 2, 3);
  for (const kind of ['mdl', 'pid'] as const) {
    const held = issueMobileDocument({ signer, kind, elements: { portrait } });
    const read = readAnswer(answerWith(held, transcript), { transcript, trust, now });
    t.match(read, {
      ...{ kind, verdict: 'genuine', familyName: 'Eriksson', givenName: 'Anna Maria' },
      ...{ birthDate: '1974-08-12', expiresOn: '2034-04-15', issuingCountry: 'UT' },
    });
    t.same([...(read.portrait ?? [])], [...portrait]);
  }
});

t.test('a device may authenticate with a MAC instead of a signature', async (t) => {
  const { privateKey: readerKey } = createKeys({ scheme: 'ecdsa', hash: 'sha256' });
  const presentation = presentationOf(document, transcript);
  const secret = macKey(readerKey, createPublicKey(document.deviceKey), transcript);
  const protectedBytes = encode(new Map([[1, 5]]));
  const nothing = encode(new Map());
  const covered = deviceAuthentication(transcript, document.docType, embed(nothing));
  const mac = createHmac('sha256', secret)
    .update(encode(['MAC0', protectedBytes, new Uint8Array(0), covered]))
    .digest();
  const deviceAuth = { deviceMac: [protectedBytes, new Map(), null, Uint8Array.from(mac)] };
  const deviceSigned = { ...presentation.deviceSigned, deviceAuth };
  const answered = answerWith(document, transcript, {
    documents: [{ ...presentation, deviceSigned }],
  });
  t.equal(outcomeOf(answered, { trust, readerKey }), 'genuine');
  t.equal(outcomeOf(answered, { trust }), 'device_signature_invalid', 'without the key');
  const { privateKey } = createKeys({ scheme: 'ecdsa', hash: 'sha256' });
  t.equal(outcomeOf(answered, { trust, readerKey: privateKey }), 'device_signature_invalid');
});

t.test('dishonest answers are refused', async (t) => {
  const other = issueMobileDocument({ signer, elements: { family_name: 'Other' } });
  const parts = presentationOf(document, transcript);
  const refused: Record<string, [got: string, code: string]> = {
    'an old answer': [
      outcomeOf(answerWith(document, transcriptOf({ ...lobbyQuestion, nonce: 'old' })), { trust }),
      'device_signature_invalid',
    ],
    'for another page': [
      outcomeOf(
        answerWith(document, transcriptOf({ ...lobbyQuestion, origin: 'https://evil.example' })),
        { trust },
      ),
      'device_signature_invalid',
    ],
    'from another device': [
      outcomeOf(answerWith(document, transcript, { deviceKey: other.deviceKey }), { trust }),
      'device_signature_invalid',
    ],
    'with another name': [
      outcomeOf(answerWith(document, transcript, { items: alteredItems(document) }), { trust }),
      'element_altered',
    ],
    'with elements of another document': [
      outcomeOf(answerWith(document, transcript, { items: other.items }), { trust }),
      'element_altered',
    ],
    'as another type': [
      outcomeOf(answerWith(document, transcript, { docType: 'org.iso.18013.5.1.other' }), {
        trust,
      }),
      'other_document',
    ],
    'with a status': [
      outcomeOf(answerWith(document, transcript, { status: 10 }), { trust }),
      'wallet_status',
    ],
    'with two documents': [
      outcomeOf(answerWith(document, transcript, { documents: [parts, parts] }), { trust }),
      'several_documents',
    ],
    'with none': [
      outcomeOf(answerWith(document, transcript, { documents: [] }), { trust }),
      'no_document',
    ],
  };
  for (const [what, [got, code]] of Object.entries(refused)) t.equal(got, code, what);
});

t.test('only a trusted issuer counts, for its own country and in its time', async (t) => {
  const stranger = state();
  const claims = createSigner({
    country: 'UT',
    name: 'IACA',
    privateKey: stranger.authority.privateKey,
  });
  const self = issueMobileDocument({ signer: stranger.signer, chain: [claims.certificate] });
  t.equal(
    outcomeOf(answerWith(self, transcript), { trust }),
    'not_verified',
    'its own chain proves nothing',
  );
  const byAuthority = issueMobileDocument({ signer: authority });
  t.equal(
    outcomeOf(answerWith(byAuthority, transcript), { trust: trusting(stranger.authority) }),
    'signer_invalid',
  );
  const foreign = issueMobileDocument({ signer, elements: { issuing_country: 'DE' } });
  t.equal(outcomeOf(answerWith(foreign, transcript), { trust }), 'foreign_authority');
  const long = issueMobileDocument({ signer, chain: Array(99).fill(authority.certificate) });
  t.equal(outcomeOf(answerWith(long, transcript), { trust }), 'too_large', 'a chain of a hundred');
  t.equal(
    outcomeOf(answer, { trust: trusting(signer) }),
    'genuine',
    'the signer itself is trusted',
  );
  const withdrawn = trusting(authority);
  withdrawn.addRevocationList(readRevocationList(createRevocationList(authority, [signer.serial])));
  t.equal(outcomeOf(answer, { trust: withdrawn }), 'revoked');
});

t.test(
  'a document counts from its first fullDate to its last, give or take half a minute',
  async (t) => {
    const until = (moment: string) => issueMobileDocument({ signer, validUntil: new Date(moment) });
    const at = (held: typeof document, options = {}) =>
      outcomeOf(answerWith(held, transcript), { trust, ...options });
    t.equal(at(until('2026-12-02T11:59:45Z')), 'genuine');
    t.equal(at(until('2026-12-02T11:58:00Z')), 'expired');
    t.equal(
      at(issueMobileDocument({ signer, elements: { expiry_date: fullDate('2026-12-01') } })),
      'expired',
    );
    t.equal(
      at(issueMobileDocument({ signer, elements: { expiry_date: fullDate('2026-12-02') } })),
      'genuine',
    );
    const early = issueMobileDocument({ signer, validFrom: new Date('2026-12-02T12:05:00Z') });
    t.equal(at(early), 'other_document', 'not valid yet');
    const shortly = createSigner(
      { name: 'DS', until: new Date('2026-06-01T00:00:00Z') },
      authority,
    );
    t.equal(at(issueMobileDocument({ signer: shortly })), 'expired', 'its signer has expired');
    const before = issueMobileDocument({ signer, signedAt: new Date('2020-01-01T00:00:00Z') });
    t.equal(at(before), 'signer_invalid', 'signed before the certificate began');
    const old = createSigner({ name: 'IACA', until: new Date('2026-06-01T00:00:00Z') });
    const under = createSigner({ name: 'DS' }, old);
    t.equal(
      at(issueMobileDocument({ signer: under }), { trust: trusting(old) }),
      'expired',
      'its authority',
    );
  },
);

t.test(
  'what the wallet holds back is null, and digests are compared in every namespace',
  async (t) => {
    const held = issueMobileDocument({ signer, elements: { birth_date: undefined } });
    const read = readAnswer(answerWith(held, transcript), { transcript, trust, now });
    t.match(read, { verdict: 'genuine', birthDate: null, portrait: null });
    const presentation = presentationOf(document, transcript);
    const nameSpaces = { [document.namespace]: document.items, 'com.example': [document.items[0]] };
    const documents = [
      { ...presentation, issuerSigned: { ...presentation.issuerSigned, nameSpaces } },
    ];
    t.equal(outcomeOf(answerWith(document, transcript, { documents }), { trust }), 'unreadable');
    const twice = answerWith(document, transcript, {
      items: [...document.items, document.items[0]!],
    });
    t.equal(outcomeOf(twice, { trust }), 'unreadable', 'an element twice');
  },
);

t.test('large and deep data are refused before they cost anything', async (t) => {
  t.equal(outcomeOf(new Uint8Array(10_000_000), { trust }), 'too_large');
  for (const bomb of [
    Buffer.alloc(1_000_000, 0x81),
    Buffer.from('9bffffffffffffffff', 'hex'),
    Buffer.from('bf', 'hex'),
    Buffer.from('5bffffffffffffffff00', 'hex'),
    Buffer.alloc(0),
  ]) {
    t.equal(outcomeOf(Uint8Array.from(bomb), { trust }), 'unreadable');
  }
});

t.test('no flipped bit is accepted', async (t) => {
  const outcomes = new Map<string, number>();
  for (let bit = 0; bit < answer.length * 8; bit += 7) {
    const flipped = Uint8Array.from(answer);
    flipped[bit >> 3]! ^= 1 << (bit & 7);
    const outcome = outcomeOf(flipped, { trust });
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }
  t.equal(outcomes.get('genuine') ?? 0, 0);
  t.ok((outcomes.get('element_altered') ?? 0) > 50, 'the bits of elements were among them');
});

t.test('the page hands over one presentation', async (t) => {
  const text = Buffer.from(answer).toString('base64url');
  t.equal(outcomeOf(documentIn({ vp_token: { mdl: [text] } }), { trust }), 'genuine');
  const codeOf = (data: unknown) => {
    try {
      return documentIn(data).length;
    } catch (error) {
      return (error as { code?: string }).code;
    }
  };
  for (const nothing of [null, 'text', {}, { vp_token: [] }, { vp_token: { mdl: [] } }]) {
    t.equal(codeOf(nothing), 'no_document');
  }
  t.equal(codeOf({ vp_token: { mdl: [text], pid: [text] } }), 'several_documents');
  t.equal(codeOf({ vp_token: { mdl: [{}] } }), 'unreadable');
  t.equal(codeOf({ vp_token: { mdl: ['no base64!'] } }), 'unreadable');
  t.equal(codeOf({ vp_token: { mdl: ['A'.repeat(14_000_000)] } }), 'too_large');
});

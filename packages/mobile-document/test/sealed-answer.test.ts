import { CompactEncrypt, generateSecret } from 'jose';
import t from 'tap';
import { documentIn, MobileDocumentError, readAnswer, requestOf, transcriptOf } from '../index.ts';
import { createAnswerKey, unsealAnswer } from '../answer/sealed-answer.ts';
import { issueMobileDocument } from '../lab/issue-mobile-document.ts';
import { answerRequest, sealAnswer } from '../virtual-wallet/index.ts';
import { lobbyQuestion, now, state, trusting } from './answers.ts';

const { authority, signer } = state();
const answerKey = createAnswerKey();
const question = { ...lobbyQuestion, answerKey };
const request = { protocol: 'openid4vp-v1-unsigned', data: requestOf(question, ['family_name']) };

async function outcomeOf(sealed: string): Promise<unknown> {
  try {
    return await unsealAnswer(sealed, answerKey);
  } catch (error) {
    if (error instanceof MobileDocumentError) return error.code;
    throw error;
  }
}

t.test('an answer is encrypted for one question, and bound to its key', async (t) => {
  const document = issueMobileDocument({ signer });
  const { response } = await answerRequest(request, question.origin, document);
  const bytes = documentIn(await unsealAnswer(response, answerKey));
  const read = (asked: Parameters<typeof transcriptOf>[0]) =>
    readAnswer(bytes, { transcript: transcriptOf(asked), trust: trusting(authority), now });
  t.equal(read(question).verdict, 'genuine');
  const wrong = { code: 'device_signature_invalid' };
  t.throws(() => read(lobbyQuestion), wrong, 'as if it were not encrypted');
  t.throws(() => read({ ...question, answerKey: createAnswerKey() }), wrong);
});

t.test('what cannot be decrypted is refused', async (t) => {
  const other = {
    protocol: 'openid4vp-v1-unsigned',
    data: requestOf({ ...question, answerKey: createAnswerKey() }, []),
  };
  const { response: foreign } = await sealAnswer(other, {});
  t.equal(await outcomeOf(foreign), 'other_question');
  const { response: sealed } = await sealAnswer(request, { vp_token: {} });
  t.same(await outcomeOf(sealed), { vp_token: {} });
  const parts = sealed.split('.');
  const changed = (at: number) =>
    parts.map((part, i) => (i === at ? `${part.slice(0, -2)}AA` : part)).join('.');
  for (const at of [0, 2, 3, 4]) {
    t.match(await outcomeOf(changed(at)), /^(other_question|unreadable)$/, `part ${at}`);
  }
  const plain = new TextEncoder().encode('{}');
  const withHeader = (header: Parameters<CompactEncrypt['setProtectedHeader']>[0]) =>
    new CompactEncrypt(plain).setProtectedHeader(header);
  const secret = await generateSecret('A128GCM');
  const direct = await withHeader({ alg: 'dir', enc: 'A128GCM' }).encrypt(secret);
  const wrapped = { alg: 'ECDH-ES+A128KW', enc: 'A128GCM' } as const;
  const byKeyWrap = await withHeader(wrapped).encrypt({ ...answerKey.publicKey, alg: wrapped.alg });
  const zipped = { alg: 'ECDH-ES', enc: 'A128GCM', zip: 'DEF' } as const;
  const bomb = await withHeader(zipped).encrypt(answerKey.publicKey);
  const epk = { kty: 'EC', crv: 'P-256', x: answerKey.publicKey.x, y: answerKey.publicKey.x };
  const offCurve = Buffer.from(JSON.stringify({ alg: 'ECDH-ES', enc: 'A128GCM', epk }));
  const refused = {
    direct,
    byKeyWrap,
    bomb,
    offCurve: [offCurve.toString('base64url'), ...parts.slice(1)].join('.'),
  };
  for (const [name, jwe] of Object.entries(refused))
    t.match(await outcomeOf(jwe), name === 'offCurve' ? 'other_question' : 'unreadable', name);
  t.equal(await outcomeOf('A.B.C'), 'unreadable');
  t.equal(await outcomeOf(''), 'unreadable');
  t.equal(await outcomeOf('A'.repeat(3_000_000)), 'too_large');
});

t.test('no two questions have one key', (t) => {
  const keys = Array.from({ length: 600 }, () => createAnswerKey().privateKey);
  t.ok(keys.every(({ x, y, d }) => [x, y, d].every((part) => part?.length === 43)));
  t.equal(new Set(keys.map(({ d }) => d)).size, keys.length);
  t.end();
});

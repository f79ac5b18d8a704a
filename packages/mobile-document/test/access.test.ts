import t from 'tap';
import { createKeys, createSigner } from '#passport/lab/authority.ts';
import { readAccessCertificate, signRequest } from '../access/index.ts';
import { createAnswerKey, requestOf } from '../index.ts';
import { createAccessPem, pemOf } from '../lab/create-access-pem.ts';
import { signedQuestionIn } from '../virtual-wallet/index.ts';
import { codeOf, lobbyQuestion } from './answers.ts';

const root = createSigner({ name: 'Registrar' });
const until = new Date('2030-05-06T00:00:00Z');
const between = createSigner({ name: 'Access CA', isAuthority: true, until }, root);
const office = createSigner({ name: 'Office' }, between);
const data = requestOf({ ...lobbyQuestion, answerKey: createAnswerKey() }, ['family_name']);

t.test('a request is signed by who the wallet can look up, for one page', async (t) => {
  const pem = createAccessPem([office, between, root]);
  const access = readAccessCertificate(pem);
  t.same(access.until, until, 'the first end of the chain');
  const { question, chain } = await signedQuestionIn(
    signRequest(data, lobbyQuestion.origin, access),
  );
  t.match(question, {
    ...data,
    expected_origins: [lobbyQuestion.origin],
    response_type: 'vp_token',
  });
  const raw = chain.map((one) => one.raw);
  t.same(raw, [office.certificate, between.certificate], 'without the root');
  const shuffled = [pemOf(root.certificate), pemOf(between.certificate), createAccessPem([office])];
  t.same(readAccessCertificate(shuffled.join('\n')).chain, access.chain, 'in any order');
  for (const curve of ['prime256v1', 'secp384r1', 'secp521r1']) {
    const kind = { scheme: 'ecdsa', hash: 'sha256', curve } as const;
    const alone = readAccessCertificate(createAccessPem([createSigner({ kind }, root)]));
    await signedQuestionIn(signRequest(data, lobbyQuestion.origin, alone));
  }
});

t.test('key material that cannot sign is refused, and says what is wrong', (t) => {
  const subjectOf = (pem: string) => {
    try {
      readAccessCertificate(pem);
      return null;
    } catch (error) {
      return (error as Error).message;
    }
  };
  const whole = createAccessPem([office, between]);
  const keyOf = (pem: string) => pem.slice(0, pem.indexOf('-----BEGIN CERT'));
  const rsa = createSigner({ kind: { scheme: 'rsa', hash: 'sha256' } }, root);
  const { privateKey } = createKeys({ scheme: 'ecdsa', hash: 'sha256' });
  const sealed = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' } as const;
  const cases: Record<string, [pem: string, wrong: RegExp]> = {
    'an empty text': ['', /private key: unreadable/],
    'no key': [pemOf(office.certificate), /private key: unreadable/],
    'two keys': [keyOf(whole) + whole, /private key: unreadable/],
    'a key with a passphrase': [
      privateKey.export(sealed).toString() + pemOf(office.certificate),
      /private key: unreadable/,
    ],
    'a damaged key': [whole.replace('M', 'N'), /private key: unreadable/],
    'an RSA key': [createAccessPem([rsa]), /private key: unsupported_algorithm/],
    'no certificate': [keyOf(whole), /certificate: signer_invalid/],
    'the certificate of another key': [
      createAccessPem([{ ...office, privateKey }, between]),
      /certificate: signer_invalid/,
    ],
    'a damaged certificate': [
      keyOf(whole) + pemOf(office.certificate.subarray(0, 200)),
      /certificate: unreadable/,
    ],
    'one that signed itself': [createAccessPem([root]), /chain: signer_invalid/],
    'a stranger among them': [
      createAccessPem([office, createSigner({ name: 'DS' }, root)]),
      /chain/,
    ],
    'a hundred': [createAccessPem([office, ...Array<typeof root>(99).fill(between)]), /too_large/],
    'garbage of 60 kB': ['-----BEGIN '.repeat(5500), /unreadable/],
  };
  for (const [name, [pem, wrong]] of Object.entries(cases)) t.match(subjectOf(pem), wrong, name);
  t.equal(
    codeOf(() => readAccessCertificate(whole.slice(0, 300))),
    'signer_invalid',
  );
  t.end();
});

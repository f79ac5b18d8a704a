import t from 'tap';
import { createAccessPem } from '#mobile-document/lab/create-access-pem.ts';
import { signedQuestionIn } from '#mobile-document/virtual-wallet';
import { createSigner } from '#passport/lab/authority.ts';
import type { DocumentRequest } from '#server/protocol/document-messages.ts';
import { runJsonInTurn as runJson } from '../support/in-turn.ts';
import { phoneLobby, showsPhone, walletAnswer } from './phone-lobby.ts';

// The real service and its models; a wallet in software checks who asks.

const deviceId = 'phones';
const registrar = createSigner({ name: 'Registrar' });
const office = createSigner({ name: 'Office' }, registrar);
const pem = createAccessPem([office]);

t.test('with an access certificate, the phone is asked by a signed request', async (t) => {
  const lobby = await phoneLobby(t, undefined, { WALLET_ACCESS_CERTIFICATE: pem });
  const { issueToPhone, origin, log } = lobby;
  const kiosk = await lobby.openPhoneScreen(deviceId);
  const document = issueToPhone();
  const requests: NonNullable<DocumentRequest['request']>[] = [];
  const honest = showsPhone(kiosk, (step) => {
    if (step.request) requests.push(step.request);
    return walletAnswer(step, origin, document);
  });
  t.match(await lobby.signIn(honest, { deviceId }), { status: 200, reason: 'passed' });
  const [request] = requests;
  t.equal(request?.protocol, 'openid4vp-v1-signed');
  const { question, chain } = await signedQuestionIn(request?.data);
  t.same(question.expected_origins, [origin], 'a wallet refuses another page');
  t.same(
    chain.map(({ raw }) => raw),
    [office.certificate],
  );
  const otherOrigin = showsPhone(kiosk, (step) =>
    walletAnswer(step, 'https://evil.example', document),
  );
  const refused = { status: 412, reason: 'identity_refused', note: /device_signature_invalid/ };
  t.match(await lobby.signIn(otherOrigin, { deviceId }), refused);
  const [, secret = 'none'] = pem.split('\n');
  t.notOk(log.text().includes(secret), 'the key is in no line of the log');
});

t.test('doctor says when the certificate ends, before it does', async (t) => {
  const folder = t.testdir({});
  const day = 86_400_000;
  const found = async (days: number) => {
    const until = new Date(Date.now() + days * day);
    const signer = createSigner({ name: 'Office', until }, registrar);
    const { json } = await runJson(folder, ['doctor'], {
      ENVOY_CLIENT_SECRET: 'a secret of this test',
      WALLET_ACCESS_CERTIFICATE: createAccessPem([signer]),
    });
    const findings = json['findings'] as { code: string; state: string; found: string }[];
    return findings.filter(({ code }) => code === 'wallet_access');
  };
  t.match(await found(300), [{ state: 'ok', found: /ends on \d{4}-/ }]);
  t.match(await found(20), [{ state: 'warning' }]);
  t.match(await found(-2), [{ state: 'failing', found: /ended/ }]);
});

import t from 'tap';
import {
  createAnswerKey,
  documentIn,
  readAnswer,
  requestOf,
  transcriptOf,
  unsealAnswer,
} from '#mobile-document';
import { answerRequest } from '#mobile-document/virtual-wallet';
import { parseCertificate, TrustStore } from '#passport';
import { specimenLicence } from '../../lab/trial/virtual-phone.ts';

t.test('the licence in the phone of the demo is genuine, for years', async (t) => {
  const { held, authority } = specimenLicence();
  const answerKey = createAnswerKey();
  const question = { origin: 'https://lobby.example', nonce: 'of this test', answerKey };
  const request = { protocol: 'openid4vp-v1-unsigned', data: requestOf(question, ['portrait']) };
  const { response } = await answerRequest(request, question.origin, held);
  const document = readAnswer(documentIn(await unsealAnswer(response, answerKey)), {
    transcript: transcriptOf(question),
    trust: new TrustStore([parseCertificate(authority)]),
    now: new Date('2033-01-01'),
  });
  t.match(document, { verdict: 'genuine', familyName: 'Utopia', givenName: 'Dora' });
  t.ok((document.portrait?.length ?? 0) > 2048, 'with a portrait that is large enough');
});

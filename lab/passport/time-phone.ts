import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pino } from 'pino';
import { transcriptOf } from '#mobile-document';
import { answerWith, issueMobileDocument } from '#mobile-document/lab/issue-mobile-document.ts';
import { certificateFingerprint, parseCertificate } from '#passport';
import { createSigner } from '#passport/lab/authority.ts';
import { importWalletTrust } from '#server/documents/wallet-trust.ts';
import type { DocumentRequest } from '#server/protocol/document-messages.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { inTemporaryFolder } from '../../scripts/terminal/temporary-folder.ts';
import { cropPhoto, sampleFaces, webcamFrames } from '../trial/sample-photos.ts';
import { Trial } from '../trial/trial.ts';

interface PhoneTimes {
  /** The status of the answer to Envoy. */
  status: number;
  /** From "I agree" to the request for the wallet. */
  questionMs: number;
  /** From the answer of the wallet to the camera's turn: verified, portrait decoded and analysed. */
  answerMs: number;
  /** From the camera's turn to the decision. Most of it are pictures that the camera has yet to take. */
  faceMs: number;
}

const policy = `default:
  checks:
    face: { whenNotEnrolled: document }
    identity_document:
`;

/** Measures a sign-in with a document from a phone, without the phone: a wallet in software answers at once. */
export async function timePhone(): Promise<PhoneTimes> {
  return inTemporaryFolder('lab', async (folder) => {
    await writeFile(path.join(folder, 'policy.yaml'), policy);
    const settings = { VESTIBULE_DEADLINE_SECONDS: '25' };
    const trial = await Trial.start(folder, pino({ level: 'silent' }), settings);
    try {
      const portrait = Uint8Array.from(await cropPhoto(sampleFaces.womanA));
      const authority = createSigner({ name: 'IACA' });
      const signer = createSigner({ name: 'DS' }, authority);
      const document = issueMobileDocument({ signer, elements: { portrait } });
      await trust(trial, authority.certificate);
      const frames = await webcamFrames(sampleFaces.womanB, 12);
      const screen = await trial.openKiosk({ frames, wallet: 'ready' });
      await once(screen, 'documentOffered');
      const captured = once(screen, 'capture');
      const signedIn = trial.signIn({ name: 'Anna Maria Eriksson', email: 'anna@example.com' });
      await captured;
      // The screen has begun the capture itself a turn later.
      await new Promise(setImmediate);
      const asked = once(screen, 'documentStep');
      const agreedAt = performance.now();
      screen.agreeToDocument();
      const [{ request }] = (await asked) as [DocumentRequest];
      const askedAt = performance.now();
      const { nonce } = (request as { data: { nonce: string } }).data;
      const { origin } = new URL(trial.service.lobbyUrl);
      const answer = answerWith(document, transcriptOf({ origin, nonce }));
      const step = once(screen, 'documentStep');
      const answeredAt = performance.now();
      screen.answerWallet({ mdl: [Buffer.from(answer).toString('base64url')] });
      await step;
      const cameraAt = performance.now();
      const { status } = await signedIn;
      return {
        status,
        questionMs: Math.round(askedAt - agreedAt),
        answerMs: Math.round(cameraAt - answeredAt),
        faceMs: Math.round(performance.now() - cameraAt),
      };
    } finally {
      await trial.stop();
    }
  });
}

async function trust({ service, config }: Trial, content: Buffer): Promise<void> {
  const cipher = await openTemplateCipher(service.db, config.templateKeyFile);
  const authority = certificateFingerprint(parseCertificate(content));
  await importWalletTrust(
    service.db,
    cipher,
    { content, authority, mayBeExpired: false },
    'command:lab',
  );
}

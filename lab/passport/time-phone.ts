import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { issueMobileDocument } from '#mobile-document/lab/issue-mobile-document.ts';
import { createSigner } from '#passport/lab/authority.ts';
import { inTemporaryFolder } from '../../scripts/terminal/temporary-folder.ts';
import { cropPhoto, sampleFaces, webcamFrames } from '../trial/sample-photos.ts';
import { Trial } from '../trial/trial.ts';
import { agreeToPhone, trustPhones, walletAnswer } from '../trial/virtual-phone.ts';
import { documentPolicy } from '../trial/document-policy.ts';

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

/** What a visitor and a wallet need at least. */
const walletMs = 2000;

/** Measures a sign-in with a document from a phone, without the phone: a wallet in software answers at once. */
export async function timePhone(): Promise<PhoneTimes> {
  return inTemporaryFolder('lab', async (folder) => {
    await writeFile(path.join(folder, 'policy.yaml'), documentPolicy);
    const settings = { VESTIBULE_DEADLINE_SECONDS: '25' };
    const trial = await Trial.start(folder, pino({ level: 'silent' }), settings);
    try {
      const portrait = Uint8Array.from(await cropPhoto(sampleFaces.womanA));
      const authority = createSigner({ name: 'IACA' });
      const signer = createSigner({ name: 'DS' }, authority);
      const document = issueMobileDocument({ signer, elements: { portrait } });
      await trustPhones(trial, authority.certificate);
      const frames = await webcamFrames(sampleFaces.womanB, 12);
      const screen = await trial.openKiosk({ frames, wallet: 'ready' });
      await once(screen, 'documentOffered');
      const captured = once(screen, 'capture');
      const signedIn = trial.signIn({ name: 'Anna Maria Eriksson', email: 'anna@example.com' });
      await captured;
      // The screen has begun the capture itself a turn later.
      await new Promise(setImmediate);
      const agreedAt = performance.now();
      const request = await agreeToPhone(screen);
      const askedAt = performance.now();
      const { origin } = new URL(trial.service.lobbyUrl);
      const answer = await walletAnswer(request, origin, document);
      // Nobody takes out a phone and agrees on it sooner.
      await sleep(walletMs);
      const step = once(screen, 'documentStep');
      const answeredAt = performance.now();
      screen.answerWallet(answer);
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

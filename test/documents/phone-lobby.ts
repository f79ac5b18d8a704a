import { once } from 'node:events';
import type { Test } from 'tap';
import {
  issueMobileDocument,
  type IssueOptions,
} from '#mobile-document/lab/issue-mobile-document.ts';
import { sealAnswer } from '#mobile-document/virtual-wallet';
import { createSigner } from '#passport/lab/authority.ts';
import type { KioskClient } from '../../lab/simulate/kiosk-client.ts';
import { agreeToPhone, trustPhones, walletAnswer } from '../../lab/trial/virtual-phone.ts';
import type {
  DocumentRequest,
  SealedAnswer,
  WalletFailure,
  WalletRequest,
} from '#server/protocol/document-messages.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { documentLobby } from './document-lobby.ts';

/** A lobby whose service believes one state that issues documents to phones. */
export async function phoneLobby(t: Test, policy?: string, settings?: Record<string, string>) {
  const lobby = await documentLobby(t, policy, settings);
  const { trial, db } = lobby;
  const authority = createSigner({ name: 'IACA' });
  const signer = createSigner({ name: 'Phone DS' }, authority);
  const cipher = await openTemplateCipher(db, trial.config.templateKeyFile);
  await trustPhones(trial, authority.certificate);
  const portrait = Uint8Array.from(lobby.portrait);
  /** Pairs a screen without a reader, whose page can ask a phone. */
  const openPhoneScreen = async (deviceId: string) => {
    const options = { frames: lobby.frames, wallet: 'ready' as const };
    const phones = await trial.openKiosk(options, { deviceId });
    await once(phones, 'documentOffered');
    return phones;
  };
  return {
    ...lobby,
    ...{ cipher, authority, openPhoneScreen, origin: new URL(trial.service.lobbyUrl).origin },
    /** Issues a document with the portrait of the person at the camera. */
    issueToPhone: ({ elements, ...options }: Partial<IssueOptions> = {}) =>
      issueMobileDocument({ signer, ...options, elements: { portrait, ...elements } }),
  };
}

export { walletAnswer };

/** Presentations that a wallet encrypts, whatever they are. */
type Presented = Record<string, string[]>;
export type PhoneAnswer = SealedAnswer | WalletFailure | Presented;

/** What a visitor does who shows a document from a phone while Envoy waits. */
export const showsPhone =
  (kiosk: KioskClient, answer: (request: DocumentRequest) => PhoneAnswer | Promise<PhoneAnswer>) =>
  async (_other: KioskClient, signal?: AbortSignal) => {
    await once(kiosk, 'capture', { signal });
    const request = await agreeToPhone(kiosk, { ...(signal && { signal }) });
    const given = await answer(request);
    const isDone = typeof given === 'string' || typeof given['response'] === 'string';
    const sealed = isDone
      ? given
      : await sealAnswer(request.request as WalletRequest, { vp_token: given });
    kiosk.answerWallet(sealed as SealedAnswer | WalletFailure);
  };

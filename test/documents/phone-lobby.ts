import { once } from 'node:events';
import type { Test } from 'tap';
import { transcriptOf } from '#mobile-document';
import {
  answerWith,
  issueMobileDocument,
  type AnswerParts,
  type HeldDocument,
  type IssueOptions,
} from '#mobile-document/lab/issue-mobile-document.ts';
import { certificateFingerprint, parseCertificate } from '#passport';
import { createSigner } from '#passport/lab/authority.ts';
import type { KioskClient } from '../../lab/simulate/kiosk-client.ts';
import { importWalletTrust } from '#server/documents/wallet-trust.ts';
import type {
  DocumentRequest,
  WalletFailure,
  WalletToken,
} from '#server/protocol/document-messages.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { documentLobby } from './document-lobby.ts';

/** A lobby whose service believes one state that issues documents to phones. */
export async function phoneLobby(t: Test, policy?: string) {
  const lobby = await documentLobby(t, policy);
  const { trial, db } = lobby;
  const authority = createSigner({ name: 'IACA' });
  const signer = createSigner({ name: 'Phone DS' }, authority);
  const cipher = await openTemplateCipher(db, trial.config.templateKeyFile);
  const fingerprint = certificateFingerprint(parseCertificate(authority.certificate));
  const given = { content: authority.certificate, authority: fingerprint, mayBeExpired: false };
  await importWalletTrust(db, cipher, given, 'command:test');
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

/** The answer of a wallet to a request that a page of this origin got. */
export function walletAnswer(
  { request }: Pick<DocumentRequest, 'request'>,
  origin: string,
  document: HeldDocument,
  parts: AnswerParts = {},
): WalletToken {
  const { nonce } = (request as { data: { nonce: string } }).data;
  const answer = answerWith(document, transcriptOf({ origin, nonce }), parts);
  return { mdl: [Buffer.from(answer).toString('base64url')] };
}

/** What a visitor does who shows a document from a phone while Envoy waits. */
export const showsPhone =
  (kiosk: KioskClient, answer: (request: DocumentRequest) => WalletToken | WalletFailure) =>
  async (_other: KioskClient, signal?: AbortSignal) => {
    await once(kiosk, 'capture', { signal });
    const asked = once(kiosk, 'documentStep', { signal });
    kiosk.agreeToDocument();
    const [request] = (await asked) as [DocumentRequest];
    kiosk.answerWallet(answer(request));
  };

import { createPrivateKey } from 'node:crypto';
import { once } from 'node:events';
import { certificateFingerprint, parseCertificate } from '#passport';
import {
  answerRequest,
  readStoredDocument,
  type HeldDocument,
  type WalletOptions,
} from '#mobile-document/virtual-wallet';
import { importWalletTrust } from '#server/documents/wallet-trust.ts';
import type {
  DocumentRequest,
  DocumentSource,
  SealedAnswer,
  WalletRequest,
} from '#server/protocol/document-messages.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import type { KioskClient } from '../simulate/kiosk-client.ts';
import { specimenPath, specimenRows } from './specimen-rows.ts';
import type { Trial } from './trial.ts';

// A visitor's phone in software, beside a simulated lobby screen.

export const licenceFile = specimenPath('specimen-licence.txt');

/** Reads Dora's invented licence for the demo, and the certificate of who issued it. */
export function specimenLicence(): { held: HeldDocument; authority: Buffer } {
  const rows = specimenRows(licenceFile);
  const bytes = (name: string) =>
    Buffer.from(rows.find(([label]) => label === name)?.[1] ?? '', 'base64');
  const key = createPrivateKey({ key: bytes('device key'), format: 'der', type: 'pkcs8' });
  const held = readStoredDocument(Uint8Array.from(bytes('document')), key);
  return { held, authority: bytes('authority') };
}

/** Has the service believe this authority about documents in phones. */
export async function trustPhones(
  { service, config }: Pick<Trial, 'service' | 'config'>,
  content: Buffer,
): Promise<void> {
  const cipher = await openTemplateCipher(service.db, config.templateKeyFile);
  const authority = certificateFingerprint(parseCertificate(content));
  const list = { content, authority, mayBeExpired: false };
  await importWalletTrust(service.db, cipher, list, 'command:demo');
}

/** Resolves when the screen offers the phone. */
export function phoneOffered(screen: KioskClient): Promise<void> {
  return new Promise((resolve) => {
    screen.on('documentOffered', (_byChip, byPhone) => byPhone && resolve());
  });
}

/** Agrees at the screen, whose capture has begun. @returns what the phone is asked for */
export async function agreeToPhone(
  screen: KioskClient,
  { from, signal }: { from?: DocumentSource; signal?: AbortSignal } = {},
): Promise<DocumentRequest> {
  const asked = once(screen, 'documentStep', { signal });
  screen.agreeToDocument(from);
  const [request] = (await asked) as [DocumentRequest];
  return request;
}

/** The answer of a wallet to a request that a page of this origin got. */
export function walletAnswer(
  { request }: Pick<DocumentRequest, 'request'>,
  origin: string,
  document: HeldDocument,
  options: WalletOptions = {},
): Promise<SealedAnswer> {
  return answerRequest(request as WalletRequest, origin, document, options);
}

import { TrustStore, parseCertificate } from '#passport';
import { createSigner, type Signer } from '#passport/lab/authority.ts';
import { MobileDocumentError, readAnswer, transcriptOf, type ReadAnswerOptions } from '../index.ts';

export const lobbyQuestion = { origin: 'https://lobby.example', nonce: 'a1b2c3d4e5f6' };
export const transcript = transcriptOf(lobbyQuestion);
export const now = new Date('2026-12-02T12:00:00Z');

/** A state with an authority and a signer of documents. */
export function state(country = 'UT'): { authority: Signer; signer: Signer } {
  const authority = createSigner({ country, name: 'IACA' });
  return { authority, signer: createSigner({ country, name: 'DS' }, authority) };
}

export function trusting(...signers: Signer[]): TrustStore {
  return new TrustStore(signers.map(({ certificate }) => parseCertificate(certificate)));
}

/** The verdict on an answer, or the code of its error. */
export function outcomeOf(
  answer: Uint8Array,
  options: Partial<ReadAnswerOptions> & Pick<ReadAnswerOptions, 'trust'>,
): string {
  try {
    return readAnswer(answer, { transcript, now, ...options }).verdict;
  } catch (error) {
    if (error instanceof MobileDocumentError) return error.code;
    throw error;
  }
}

/** The code of the error that this throws; null: none. */
export function codeOf(run: () => unknown): string | null {
  try {
    run();
    return null;
  } catch (error) {
    if (error instanceof MobileDocumentError) return error.code;
    throw error;
  }
}

import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { requestOf, transcriptOf } from '#mobile-document';
import { walletProtocol, type WalletToken } from '../protocol/document-messages.ts';
import type { Db } from '../store/schema.ts';
import type { TemplateCipher } from '../templates/cipher.ts';
import { runDocumentThread } from './document-thread.ts';
import type { PhoneReading } from './verified-document.ts';
import { walletListsInForce, type WalletListsInForce } from './wallet-trust.ts';

export interface PhoneJob {
  token: WalletToken;
  transcript: Uint8Array;
  /** Whom documents are believed from. */
  lists: WalletListsInForce['lists'];
  /** The key for the marks of documents. */
  markKey: Uint8Array;
}

/** One question to one phone. A question is asked once, and its answer counts at the page that asked. */
export interface PhoneQuestion {
  request: { protocol: string; data: unknown };
  /** @returns what the phone showed, and the revision of the lists that judged it */
  read(token: WalletToken, signal: AbortSignal): Promise<{ reading: PhoneReading; trust: string }>;
}

/** @param origin of the page that asks */
export type AskPhone = (origin: string) => PhoneQuestion;

const phoneThread = fileURLToPath(import.meta.resolve('./phone-thread.js'));
/** Verifying takes some 20 ms of an idle core. */
const readingMs = 5000;

/** @param searchesLists whether any list is searched for visitors, which needs their birth date */
export function createPhoneReader(
  db: Db,
  cipher: TemplateCipher,
  searchesLists: () => boolean,
): AskPhone {
  const markKey = randomBytes(32);
  return (origin) => {
    const nonce = randomBytes(24).toString('base64url');
    const data = requestOf({ nonce }, [
      'family_name',
      'given_name',
      ...(searchesLists() ? (['birth_date'] as const) : []),
      'expiry_date',
      'issuing_country',
      'portrait',
    ]);
    return {
      request: { protocol: walletProtocol, data },
      read: async (token, signal) => {
        const { lists, revision } = await walletListsInForce(db, cipher);
        const transcript = transcriptOf({ origin, nonce });
        const reading = await runDocumentThread<PhoneReading, PhoneReading>(phoneThread, {
          job: { token, transcript, lists, markKey } satisfies PhoneJob,
          timeoutMs: readingMs,
          signal,
          timedOut: { read: false, code: 'timeout' },
          onMessage: (message, resolve) => resolve(message),
        });
        return { reading, trust: revision };
      },
    };
  };
}

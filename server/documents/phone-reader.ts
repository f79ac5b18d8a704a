import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { signRequest, type AccessCertificate } from '#mobile-document/access';
import { createAnswerKey, requestOf, transcriptOf, type AnswerKey } from '#mobile-document';
import { walletProtocols, type SealedAnswer } from '../protocol/document-messages.ts';
import type { Db } from '../store/schema.ts';
import type { TemplateCipher } from '../templates/cipher.ts';
import { ReadyThread, runDocumentThread } from './document-thread.ts';
import type { PhoneReading } from './verified-document.ts';
import type { WalletFiles } from './wallet-files.ts';
import { walletListsInForce } from './wallet-lists.ts';

export interface PhoneJob extends WalletFiles {
  response: string;
  answerKey: Pick<AnswerKey, 'privateKey'>;
  transcript: Uint8Array;
  /** The key for the marks of documents. */
  markKey: Uint8Array;
}

/** One question to one phone. A question is asked once, and its answer counts at the page that asked. */
export interface PhoneQuestion {
  request: { protocol: string; data: unknown };
  /** @returns what the phone showed, and the revision of the lists that judged it */
  read(
    answer: SealedAnswer,
    signal: AbortSignal,
  ): Promise<{ reading: PhoneReading; trust: string }>;
}

/** @param origin of the page that asks */
export type AskPhone = (origin: string) => PhoneQuestion;

const phoneThread = fileURLToPath(import.meta.resolve('./phone-thread.js'));
/** Verifying takes some 20 ms of an idle core. */
const readingMs = 5000;

interface PhoneReaderDeps {
  db: Db;
  cipher: TemplateCipher;
  /** Signs the requests; null: they are not signed. */
  access: AccessCertificate | null;
  /** Whether any list is searched for visitors, which needs their birth date. */
  searchesLists: () => boolean;
}

export function createPhoneReader({ db, cipher, access, searchesLists }: PhoneReaderDeps): {
  ask: AskPhone;
  stop(): Promise<void>;
} {
  const markKey = randomBytes(32);
  const threads = new ReadyThread(phoneThread);
  const ask: AskPhone = (origin) => {
    // The visitor takes out the phone meanwhile.
    threads.prepare();
    const nonce = randomBytes(24).toString('base64url');
    const answerKey = createAnswerKey();
    const data = requestOf({ nonce, answerKey }, [
      'family_name',
      'given_name',
      ...(searchesLists() ? (['birth_date'] as const) : []),
      'expiry_date',
      'issuing_country',
      'portrait',
    ]);
    return {
      request: access
        ? { protocol: walletProtocols.signed, data: signRequest(data, origin, access) }
        : { protocol: walletProtocols.unsigned, data },
      read: async ({ response }, signal) => {
        const { revision, ...files } = await walletListsInForce(db, cipher);
        const transcript = transcriptOf({ origin, nonce, answerKey });
        const thread = threads.take();
        const job: PhoneJob = { response, answerKey, transcript, markKey, ...files };
        thread.postMessage(job);
        const reading = await runDocumentThread<PhoneReading, PhoneReading>(thread, {
          timeoutMs: readingMs,
          signal,
          timedOut: { read: false, code: 'timeout' },
          onMessage: (message, resolve) => resolve(message),
        });
        return { reading, trust: revision };
      },
    };
  };
  return { ask, stop: () => threads.stop() };
}

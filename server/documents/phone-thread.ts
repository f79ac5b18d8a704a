import { parentPort, workerData } from 'node:worker_threads';
import { documentIn, MobileDocumentError, readAnswer, readTrustList } from '#mobile-document';
import { PassportError, readImage, TrustStore } from '#passport';
import type { PhoneJob } from './phone-reader.ts';
import { phoneDocumentOf, type PhoneReading } from './verified-document.ts';

// Runs in a thread, because the answer of a phone is hostile input.

/** Smaller portraits refuse a third of their holders. */
const leastPortraitBytes = 2048;

function read({ token, transcript, lists, markKey }: PhoneJob): PhoneReading {
  const now = new Date();
  const trusted = lists.flatMap(({ content, authority }) => {
    const { fingerprint, authorities } = readTrustList(content);
    return fingerprint === authority ? authorities : [];
  });
  try {
    const trust = new TrustStore(trusted);
    const answer = readAnswer(documentIn({ vp_token: token }), { transcript, trust, now });
    const document = phoneDocumentOf(answer, markKey);
    if (!document) return { read: false, code: 'incomplete' };
    const { portrait } = answer;
    const isLargeEnough = portrait !== null && portrait.length >= leastPortraitBytes;
    return { read: true, document, portrait: isLargeEnough ? readImage(portrait) : null };
  } catch (error) {
    if (error instanceof MobileDocumentError) return { read: false, code: error.code };
    // Of the portrait.
    if (error instanceof PassportError) return { read: false, code: error.code };
    throw error;
  }
}

parentPort?.postMessage(read(workerData as PhoneJob));

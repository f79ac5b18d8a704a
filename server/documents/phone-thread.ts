import { once } from 'node:events';
import { parentPort } from 'node:worker_threads';
import { documentIn, MobileDocumentError, readAnswer, unsealAnswer } from '#mobile-document';
import { PassportError, readImage } from '#passport';
import type { PhoneJob } from './phone-reader.ts';
import { phoneDocumentOf, type PhoneReading } from './verified-document.ts';
import { trustedIssuers, withdrawalsIn } from './wallet-files.ts';

// Runs in a thread, because the answer of a phone is hostile input.

/** Smaller portraits refuse a third of their holders. */
const leastPortraitBytes = 2048;

async function read(job: PhoneJob): Promise<PhoneReading> {
  const { response, answerKey, transcript, markKey, ...files } = job;
  const now = new Date();
  const trust = trustedIssuers(files);
  const isWithdrawn = withdrawalsIn(files, trust, now);
  try {
    const presented = documentIn(await unsealAnswer(response, answerKey));
    const answer = readAnswer(presented, { transcript, trust, now, isWithdrawn });
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

const [job] = (await once(parentPort!, 'message')) as [PhoneJob];
parentPort?.postMessage(await read(job));

import { parentPort, workerData } from 'node:worker_threads';
import { PassportError, readPassport, trustIn, TrustStore } from '#passport';
import type { ChipJob, FromThread, ToThread } from './chip-reader.ts';
import { documentOf, type ChipReading } from './verified-document.ts';

// Runs in a thread, because a step of PACE computes for up to 10 ms and a document is hostile input.

const waiting = new Map<number, { resolve: (bytes: Uint8Array) => void; reject: () => void }>();
let commands = 0;

parentPort?.on('message', ({ id, bytes }: ToThread) => {
  const one = waiting.get(id);
  waiting.delete(id);
  if (bytes) one?.resolve(bytes);
  else one?.reject();
});

function say(message: FromThread): void {
  parentPort?.postMessage(message);
}

function transmit(apdu: Uint8Array): Promise<Uint8Array> {
  const id = ++commands;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject: () => reject(new Error('no answer')) });
    say({ type: 'command', id, bytes: apdu });
  });
}

async function read({
  accessKey,
  lists,
  contents,
  timeoutMs,
  markKey,
}: ChipJob): Promise<ChipReading> {
  const now = new Date();
  try {
    const trust = contents ? TrustStore.from(contents) : trustIn(lists, now);
    if (!contents) say({ type: 'trust', contents: trust.contents });
    const passport = await readPassport({
      transmit,
      accessKey,
      trust,
      now,
      timeoutMs,
      onProgress: (stage) => say({ type: 'stage', stage }),
    });
    const { portrait } = passport;
    return { read: true, document: documentOf(passport, now, markKey), portrait };
  } catch (error) {
    if (error instanceof PassportError) return { read: false, code: error.code };
    throw error;
  }
}

say({ type: 'done', reading: await read(workerData as ChipJob) });

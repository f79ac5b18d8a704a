import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createLogger } from '../../server/ops/logging.ts';
import { cropPhoto, sampleFaces, webcamFrames } from '../demo/sample-photos.ts';
import { Trial } from '../demo/trial.ts';
import { Flood } from '../simulate/flood.ts';
import { timesOf, type Times } from './statistics.ts';

const visitor = { name: 'Anna Lindqvist', email: 'anna@example.com' };

/** Taken in turn, so that none still shows what came of its last visitor. */
const kiosks = Array.from({ length: 10 }, (_, index) => `ipad-${index}`);

/** Sign-ins amidst forged calls, as many as one process can send. */
export interface Amidst {
  replies: Times;
  /** Forged calls answered a second meanwhile. */
  forgedPerSecond: number;
}

/**
 * From Envoy's call to the reply for an enrolled person who stands before the camera already, frames
 * through the WebSocket at the kiosk's pace. Throws when one is not let in.
 */
export async function hookToReply(signIns: number): Promise<Times> {
  return inLobby((trial) => timeReplies(trial, signIns));
}

/** The same while forged calls come without end. */
export async function hookToReplyAmidst(signIns: number): Promise<Amidst> {
  return inLobby(async (trial) => {
    const flood = new Flood(trial.service.hookUrl);
    try {
      await flood.reaches(1);
      const [before, begun] = [flood.answered, performance.now()];
      const replies = await timeReplies(trial, signIns);
      const seconds = (performance.now() - begun) / 1000;
      return { replies, forgedPerSecond: (flood.answered - before) / seconds };
    } finally {
      await flood.stop();
    }
  });
}

async function inLobby<T>(work: (trial: Trial) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'vestibule-bench-'));
  const trial = await Trial.start(folder, createLogger('silent'));
  try {
    await trial.enrol(visitor, [await cropPhoto(sampleFaces.womanA)]);
    const frames = await webcamFrames(sampleFaces.womanB, 12);
    for (const deviceId of kiosks) await trial.openKiosk({ frames }, { deviceId });
    return await work(trial);
  } finally {
    await trial.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function timeReplies(trial: Trial, signIns: number): Promise<Times> {
  const milliseconds: number[] = [];
  for (let i = 0; i < signIns; i++) {
    const answer = await trial.signIn({ ...visitor, deviceId: kiosks[i % kiosks.length]! });
    if (answer.status !== 200) throw new Error(`answered ${answer.status} instead of 200`);
    milliseconds.push(answer.milliseconds);
  }
  return timesOf(milliseconds);
}

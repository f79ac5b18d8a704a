import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createLogger } from '../../server/ops/logging.ts';
import { cropPhoto, sampleFaces, webcamFrames } from '../demo/sample-photos.ts';
import { Trial } from '../demo/trial.ts';
import { timesOf, type Times } from './statistics.ts';

const visitor = { name: 'Anna Lindqvist', email: 'anna@example.com' };

/** Taken in turn, so that none still shows what came of its last visitor. */
const kiosks = Array.from({ length: 10 }, (_, index) => `ipad-${index}`);

/**
 * From Envoy's call to the reply for an enrolled person who stands before the camera already, frames
 * through the WebSocket at the kiosk's pace. Throws when one is not let in.
 */
export async function hookToReply(signIns: number): Promise<Times> {
  const folder = await mkdtemp(path.join(tmpdir(), 'vestibule-bench-'));
  const trial = await Trial.start(folder, createLogger('silent'));
  try {
    await trial.enrol(visitor, [await cropPhoto(sampleFaces.womanA)]);
    const frames = await webcamFrames(sampleFaces.womanB, 12);
    for (const deviceId of kiosks) await trial.openKiosk({ frames }, { deviceId });
    const milliseconds: number[] = [];
    for (let i = 0; i < signIns; i++) {
      const answer = await trial.signIn({ ...visitor, deviceId: kiosks[i % kiosks.length]! });
      if (answer.status !== 200) throw new Error(`answered ${answer.status} instead of 200`);
      milliseconds.push(answer.milliseconds);
    }
    return timesOf(milliseconds);
  } finally {
    await trial.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

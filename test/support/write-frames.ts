import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cropPhoto, sampleFaces, webcamFrames } from '../../lab/trial/sample-photos.ts';

// For trials from outside of a service (.ci/booted-debian): writes an enrolment photo, and frames of the same woman at
// a camera on another day.
//
// node dist/test/support/write-frames.js FOLDER

const [folder = ''] = process.argv.slice(2);
const frames = path.join(folder, 'frames');
mkdirSync(frames, { recursive: true });
writeFileSync(path.join(folder, 'photo.jpg'), await cropPhoto(sampleFaces.womanA));
for (const [index, frame] of (await webcamFrames(sampleFaces.womanB, 12)).entries()) {
  writeFileSync(path.join(frames, `${String(index).padStart(2, '0')}.jpg`), frame);
}

import { readdir } from 'node:fs/promises';
import path from 'node:path';
import t from 'tap';
import { sampleFaces, webcamFrames } from '../../scripts/lab/demo/sample-photos.ts';
import { makeAttacks, evaluatePad, padReport } from '../../scripts/lab/evaluate/pad.ts';
import { startVision } from '../vision/started-vision.ts';

t.test('measuring the liveness layers', async (t) => {
  const vision = await startVision(t);
  const photo = (await webcamFrames(sampleFaces.womanA, 1))[0]!;
  const wall = Buffer.from('no picture at all');

  t.test('counts people and pictures apart, by kind of attack', async (t) => {
    const root = t.testdir({
      genuine: { 'a.jpg': photo, 'broken.jpg': wall },
      attack: { 'loose.jpg': photo, print: { 'a.jpg': photo, deeper: { 'b.jpg': photo } } },
    });
    const measured = await evaluatePad({ root, vision, challenged: 1, fps: 10, withFilms: false });
    t.match(measured.passive, [
      { kind: 'genuine', wrong: { events: 0, of: 1 }, withoutFace: 1 },
      // The same good photo, given out for an attack: the model cannot know.
      { kind: 'attack', wrong: { events: 1, of: 1 } },
      { kind: 'print', wrong: { events: 2, of: 2 } },
    ]);
    t.ok(measured.active.length >= 6);
    for (const { kind, wrong } of measured.active) t.match(wrong, { events: 0, of: 1 }, kind);
    t.match(padReport(measured), /genuine.*BPCER[^]*print.*APCER/);
  });

  t.test('says how a folder must be laid out', async (t) => {
    const options = { root: t.testdir({}), vision, challenged: 0, fps: 10, withFilms: true };
    await t.rejects(evaluatePad(options), { code: 'no_photos', message: /genuine/ });
  });

  t.test('makes attacks by kind from a folder of photos', async (t) => {
    const from = t.testdir({ from: { 'a.jpg': photo }, to: {} });
    const made = await makeAttacks(path.join(from, 'from'), path.join(from, 'to'));
    const kinds = await readdir(path.join(from, 'to', 'attack'));
    t.equal(made, kinds.length);
    t.ok(kinds.includes('bent'));
    await t.rejects(makeAttacks(path.join(from, 'to'), from), { code: 'no_photos' });
  });
});

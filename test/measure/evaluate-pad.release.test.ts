import { readdir } from 'node:fs/promises';
import path from 'node:path';
import t from 'tap';
import { sampleFaces, webcamFrames } from '../../lab/trial/sample-photos.ts';
import { makeAttacks } from '../../lab/attacks/pictures.ts';
import { hold } from '../../lab/attacks/sheet.ts';
import { tradeOffTable } from '../../lab/cards.ts';
import { evaluatePad, padReport } from '../../lab/measure/evaluate/pad.ts';
import { actedClip } from '../support/acted-clip.ts';
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
    const measured = await evaluatePad({ root, vision, fps: 10, withFilms: false });
    t.match(measured.passive, [
      { kind: 'genuine', wrong: { events: 0, of: 1 }, withoutFace: 1 },
      // The same good photo, labelled as an attack, which the model cannot notice.
      { kind: 'attack', wrong: { events: 1, of: 1 } },
      { kind: 'print', wrong: { events: 2, of: 2 } },
    ]);
    t.match(padReport(measured), /genuine.*BPCER[^]*print.*APCER/);
  });

  t.test('takes clips as well, and plays them at the door', async (t) => {
    const clip = await actedClip();
    const still = await Promise.all(
      [0, 1, 2, 3, 4, 5, 6, 7, 8].map((index) => hold(photo, { right: index / 300 })),
    );
    const root = t.testdir({
      genuine: { 'anna.mjpeg': Buffer.concat(clip) },
      attack: {
        tablet: {
          one: Object.fromEntries(still.map((jpeg, index) => [`frame-${index + 1}.jpg`, jpeg])),
        },
      },
    });
    const options = { root, vision, fps: 10, withFilms: true };
    const measured = await evaluatePad(options);
    const [anna, tablet] = measured.clips;
    t.match(anna, { name: 'genuine/anna', kind: 'genuine', isPicture: false, frames: clip.length });
    t.match(tablet, { name: 'attack/tablet/one', kind: 'tablet', frames: still.length });
    t.equal(anna?.suspected, false);
    t.ok(anna?.followed && anna.followed.plays >= 4, 'it turns to every side');
    t.ok(anna?.followed && anna.followed.passed >= anna.followed.plays - 2);
    t.equal(tablet?.followed, null);
    t.match(measured.passive, [{ wrong: { of: clip.length } }, { wrong: { of: still.length } }]);
    const plays = measured.films.filter(({ how }) => how === 'frame_by_frame');
    t.equal(plays.length, 4, 'by kind and way');
    const puppets = plays.filter(({ kind }) => kind === 'tablet');
    for (const { wrong } of puppets) t.equal(wrong.of, 0, 'which a shifted photo could not pass');
    const photoPlays = measured.films.filter(({ kind }) => kind === 'tablet');
    for (const { wrong } of photoPlays) t.equal(wrong.events, 0);
    const inUse = measured.tradeOff.find(({ threshold }) => threshold === measured.threshold);
    t.match(inUse, { clips: { of: 1 }, attacks: [{ kind: 'tablet', clips: { of: 1 } }] });
    const report = padReport(measured);
    t.match(report, /genuine\/anna[^]*BPCER[^]*IAPAR/);
    t.match(
      tradeOffTable(measured.tradeOff, measured.threshold, new Date(0)),
      /1970-01-01[^]*in use/,
    );
  });

  t.test('says how a folder must be laid out', async (t) => {
    const options = { root: t.testdir({}), vision, fps: 10, withFilms: true };
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

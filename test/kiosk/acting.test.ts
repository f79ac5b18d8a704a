import t from 'tap';
import { ActingClip, SimulatedVisitor, type HeldPose } from '../../lab/simulate/acting.ts';
import type { DotPath } from '#server/protocol/messages.ts';

/** Poses in every direction, two degrees apart. */
const everyPose: HeldPose[] = Array.from({ length: 21 * 15 }, (_, index) => ({
  yaw: 2 * ((index % 21) - 10),
  pitch: 2 * (Math.floor(index / 21) - 7),
}));

t.test('a clip is a store of poses, of which each is found', async (t) => {
  const clip = new ActingClip([...everyPose, null]);
  t.equal(clip.canFollow, true);
  const at = (x: number, y: number) => everyPose[clip.towards({ x, y })];
  t.match(at(0, 0), { yaw: 0, pitch: 0 });
  t.match(at(1, 0), { yaw: 18, pitch: 0 });
  t.match(at(-0.45, -1), { yaw: -8, pitch: -12 });
  for (const index of clip.waiting) {
    const { yaw, pitch } = everyPose[index]!;
    t.ok(Math.abs(yaw) <= 7 && Math.abs(pitch) <= 6);
  }
});

t.test('who turns to one side only cannot follow', async (t) => {
  t.equal(new ActingClip(everyPose.filter(({ yaw }) => yaw >= 0)).canFollow, false);
  t.equal(new ActingClip(everyPose.filter(({ pitch }) => pitch === 0)).canFollow, false);
});

t.test('an actor waits, follows after a while, and comes back', async (t) => {
  const clip = new ActingClip(everyPose);
  const actor = new SimulatedVisitor(clip, () => 300);
  const path: DotPath = [
    { x: 0, y: 0, at: 0 },
    { x: 1, y: 0, at: 400 },
    { x: 0, y: 0, at: 800 },
  ];
  const shown = (at: number) => everyPose[actor.show(at)]!.yaw;
  t.ok(Math.abs(shown(0)) <= 7);
  actor.see(path, 1000);
  t.ok(Math.abs(shown(1200)) <= 7, 'a while behind it');
  actor.see(path, 1300);
  t.equal(shown(1700), 18, 'from when it was first seen');
  t.ok(Math.abs(shown(2200)) <= 7);
});

import type { Point } from '#face';
import type { Attacker } from './attackers.ts';
import type { MorphPhoto } from './morph.ts';

/** How far people turn who follow a dot, in degrees for 1 of its way: from, to. */
const reach = { yaw: [9, 20], pitch: [5.5, 13] } as const;
/** Reaction time in milliseconds, in addition to the delay of the display: from, to. */
const reaction = [-50, 200] as const;
/** The head's own movement: how fast it swings, in 1/s, and its damping (1: no overshoot). */
const swing = { frequency: [9, 13], damping: [0.65, 1] } as const;
/** Errors of a measured pose between frames, and how far a head wanders by itself, in degrees. */
const misread = { yaw: 0.7, pitch: 1.1 };
const wander = 0.8;
/** Nobody turns exactly along the screen's axes. */
const tilt = [-0.2, 0.2] as const;

/**
 * Models a person who follows the dot, because no clip shows one. It turns landmarks with the depths of a mean head as
 * people turn. This model can be computed, but not photographed.
 */
export function follower(photo: MorphPhoto, frameMs: number, random: () => number): Attacker {
  const between = ([from, to]: readonly [number, number]) => from + (to - from) * random();
  const size = { x: between(reach.yaw), y: between(reach.pitch) };
  const late = Math.round(between(reaction) / frameMs);
  const across = between(tilt);
  const frequency = between(swing.frequency);
  const damping = between(swing.damping);
  const seen: Point[] = [];
  const head = { x: 0, y: 0, vx: 0, vy: 0 };
  const own = { x: 0, y: 0 };
  return (wanted) => {
    seen.push(wanted);
    const target = seen.at(-1 - Math.max(0, late)) ?? seen[0]!;
    const steps = 10;
    for (let step = 0; step < steps; step += 1) {
      const seconds = frameMs / 1000 / steps;
      head.vx +=
        seconds * (frequency ** 2 * (target.x - head.x) - 2 * damping * frequency * head.vx);
      head.vy +=
        seconds * (frequency ** 2 * (target.y - head.y) - 2 * damping * frequency * head.vy);
      head.x += seconds * head.vx;
      head.y += seconds * head.vy;
    }
    const normal = () => 2 * (random() + random() + random() - 1.5);
    own.x = 0.9 * own.x + 0.43 * wander * normal();
    own.y = 0.9 * own.y + 0.43 * wander * normal();
    const turn = {
      yaw: size.x * (head.x + across * head.y) + own.x + misread.yaw * normal(),
      pitch: size.y * (head.y - across * head.x) + own.y + misread.pitch * normal(),
    };
    return { photos: [photo], weights: [1], held: {}, isBent: true, isPlaced: true, turn };
  };
}

import type { Alteration, FacePatch, Parallax } from '../analysis.ts';
import { parallaxOf } from '../tracking/parallax.ts';
import type { HeadInFrame } from './head-model.ts';

// What the pixels of a modelled head would show.

/** Returns the parallax as if the texture at each landmark had been followed. */
export function modelledParallax(from: FacePatch, to: FacePatch): Parallax | null {
  return parallaxOf(
    from,
    from.landmarks.map(({ x, y }, index) => ({ x, y, found: to.landmarks[index]! })),
  );
}

/** A tenth: people change from frame to frame, also while they look ahead. */
const change = 0.1;

/** Returns twice as many altered places as the sine of the angle says: few at first, and then most. */
export function modelledAlteration(from: FacePatch, to: FacePatch): Alteration {
  const places = 100;
  const { x, y } = modelledParallax(from, to) ?? { x: 0, y: 0 };
  return { places, altered: Math.round(places * Math.min(1, 2 * Math.hypot(x, y))), change };
}

/** How far a head turns that follows the dot, in degrees. */
const reach = { yaw: 16, pitch: 11 };

/** The pose of a head that points to the dot. */
export function pointingTo(dot: { x: number; y: number }): HeadInFrame {
  return { yaw: reach.yaw * dot.x, pitch: reach.pitch * dot.y };
}

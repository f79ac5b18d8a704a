import type { Face } from '../../../vision/analysis.ts';
import { dot } from '../../../people/similarity.ts';
import type { FrontalReference } from './frontal-reference.ts';
import { shapeOf } from './head-motion.ts';

/** What a frame shows against the visitor's frontal frames. */
export interface Movement {
  /** Seen from the front, within what talking and breathing do. */
  front: boolean;
  /** Degrees to the image's right and up, by the landmarks; see `HeadFits`. */
  x: number;
  y: number;
  /** To the frontal frames. */
  cosine: number;
}

/** In degrees, by the landmarks: the pose model is wrong about some people. */
const frontal = { x: 8, y: 9 };

export function movementOf(reference: FrontalReference, face: Face): Movement {
  const parallax = reference.fits.parallaxTo(shapeOf(face.landmarks68));
  const x = degrees(parallax.x);
  const y = degrees(-parallax.y);
  return {
    front: Math.abs(x) <= frontal.x && Math.abs(y) <= frontal.y,
    x,
    y,
    cosine: dot(reference.template, face.template),
  };
}

/** @param sine a little beyond 1 on what is no head */
function degrees(sine: number): number {
  return (Math.asin(Math.max(-1, Math.min(1, sine))) * 180) / Math.PI;
}

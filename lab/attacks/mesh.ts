import { depthAround } from '#face/steps';
import type { Point } from '#face';
import type { Mapping } from './sheet.ts';

/** The turn of a head, in degrees, as in `HeadPose`. */
export interface MeshTurn {
  yaw: number;
  pitch: number;
}

/** Below this depth, the head merges with the background. In distances between the eyes. */
const lowest = -1.1;
const rounds = 6;

/**
 * Lays a photo on the depths of a mean head and turns it, as a program does that animates a face. The surroundings of
 * the face turn along, so that no edge is visible.
 *
 * @param landmarks of the photo in the frame
 */
export function meshMapping(landmarks: readonly Point[], { yaw, pitch }: MeshTurn): Mapping {
  const head = depthAround(landmarks);
  const [sin, cos] = [Math.sin(radians(yaw)), Math.cos(radians(yaw))];
  const [sinUp, cosUp] = [Math.sin(radians(pitch)), Math.cos(radians(pitch))];
  const { middle, eyes } = head;
  return ({ x, y }) => {
    let at = { x, y };
    for (let round = 0; round < rounds; round += 1) {
      const depth = eyes * Math.max(lowest, head.depthAt(at));
      const next = {
        x: middle.x + (x - middle.x - depth * sin) / cos,
        y: middle.y + (y - middle.y + depth * sinUp) / cosUp,
      };
      at = { x: (at.x + next.x) / 2, y: (at.y + next.y) / 2 };
    }
    return at;
  };
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}

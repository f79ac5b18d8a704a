import type { FaceTracks } from '../relief/pair-measure.ts';
import type { RigGeometry } from '../relief/rig-geometry.ts';

// What two cameras would see of a modelled face. Lengths are in distances between the eyes.

/** Two equal cameras 9 cm apart that look straight ahead. */
export const straightRig: RigGeometry = {
  ...{ version: 1, roll: 0, pitch: 0, yaw: 0, side: 1, down: 0, forward: 0, zoom: 0 },
  ...{ baseline: 1.5, misfit: 0.01, nose: 1 },
};

/** A face at 57 cm. */
const distance = 9;
const tip = { height: 0.3, down: 0.5, width: 0.25 };
/** How far places beside the middle lie behind it. */
const bend = 0.35;

/** Returns the places of a head, or of a picture of it, in a pair of `straightRig`. */
export function modelledTracks(isFlat = false): FaceTracks {
  const places: number[] = [];
  for (let across = -0.75; across <= 0.75; across += 0.125) {
    for (let down = -0.25; down < 1.2; down += 0.125) {
      const away = Math.hypot(across, down - tip.down) / tip.width;
      const nose = Math.max(0, 1 - away);
      const depth = distance + (isFlat ? 0 : bend * across ** 2 - tip.height * nose);
      const [x, y] = [across / distance, (down - tip.down) / distance];
      places.push(x, y, x - straightRig.baseline / depth, y, across, down, nose);
    }
  }
  return { measured: true, places, eyes: { left: 1 / distance, right: 1 / distance } };
}

import { pick, type Material, type Photo } from './material.ts';
import type { DrawnObject, MeshPose } from '#face/lab/mesh.ts';

/** What stands before one camera at a time. */
interface ShownScene {
  instances: DrawnObject[];
  /** How the picture of this camera is off, where each camera looks at its own display. */
  off?: MeshPose & { zoom?: number };
  /** The camera whose picture this one shows. Default: its own. */
  seenBy?: 0 | 1;
}

/** A sequence that is drawn: what each camera sees at a time, in seconds. `camera` is 0 for the left one. */
export type Show = (seconds: number, camera: 0 | 1) => ShownScene;

export interface KindContext {
  material: Material;
  random: () => number;
}

/** How a kind counts: `flat`, `bent` (an even curve), `solid` (passes, and is said to), `driven`, `person`. */
export type KindGroup = 'flat' | 'bent' | 'solid' | 'driven' | 'person';

export interface Kind {
  group: KindGroup;
  draw(context: KindContext): Promise<Show>;
}

export const photoShownBy = ({ material, random }: KindContext): Promise<Photo> =>
  material.photo(pick(material.photos, random));

import {
  drawHead,
  glassesFor,
  pick,
  placed,
  softened,
  type Material,
  type Photo,
} from './material.ts';
import type { DrawnObject, Mesh, MeshPose } from '#face/lab/mesh.ts';
import { drawMotion, type MotionRange } from './motions.ts';
import { render } from '#face/lab/rasteriser.ts';
import { between } from './rigs.ts';
import * as bent from '#face/lab/surfaces.ts';
import { textureOf, type Texture } from '#face/lab/texture.ts';

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

interface KindContext {
  material: Material;
  random: () => number;
}

/** How a kind counts: `flat`, `bent` (an even curve), `solid` (passes, and is said to), `driven`, `person`. */
export type KindGroup = 'flat' | 'bent' | 'solid' | 'driven' | 'person';

export interface Kind {
  group: KindGroup;
  draw(context: KindContext): Promise<Show>;
}

const photoOf = ({ material, random }: KindContext): Promise<Photo> =>
  material.photo(pick(material.photos, random));

/** A sheet held by hand or standing, lit by the room. */
function held(
  bend: (random: () => number, photo: Photo) => bent.Bend,
  range: MotionRange = {},
  how: { size?: number; shines?: boolean } = {},
): Kind['draw'] {
  return async (context) => {
    const { random } = context;
    const photo = await photoOf(context);
    const picture = placed(photo, how.size ?? between(random, 0.9, 1.1));
    const mesh = { ...bent.sheet(picture, bend(random, photo)), shines: how.shines ?? false };
    const motion = drawMotion(random, range);
    return (seconds) => ({ instances: [{ mesh, pose: motion(seconds) }] });
  };
}

async function person(
  context: KindContext,
  how: Parameters<typeof drawHead>[3] = {},
  blur = 0,
): Promise<{ mesh: Mesh; extra: Mesh[] }> {
  const { material, random } = context;
  const photo = await photoOf(context);
  const head = drawHead(material.scan, blur ? await softened(photo, blur) : photo, random, how);
  return { mesh: head.mesh, extra: random() < 0.25 ? [glassesFor(head)] : [] };
}

const standing = (parts: { mesh: Mesh; extra: Mesh[] }, pose: MeshPose): DrawnObject[] =>
  [parts.mesh, ...parts.extra].map((mesh) => ({ mesh, pose }));

function living(how?: Parameters<typeof drawHead>[3], blur = 0): Kind['draw'] {
  return async (context) => {
    const parts = await person(context, how, blur);
    const motion = drawMotion(context.random);
    return (seconds) => ({ instances: standing(parts, motion(seconds)) });
  };
}

/** What a display does to the picture of a head that a program moves. */
type Trick = (
  image: { data: Uint8Array; width: number; height: number },
  random: () => number,
) => void;

const tricks: Record<string, Trick> = {
  plain: () => {},
  grain: ({ data }, random) => {
    for (let at = 0; at < data.length; at += 3) {
      const grain = 12 * (random() + random() - 1);
      for (let k = 0; k < 3; k += 1) {
        data[at + k] = Math.max(0, Math.min(255, data[at + k]! + grain));
      }
    }
  },
  mirror: ({ data, width, height }) => {
    const before = data.slice();
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) {
        const share = Math.max(0, Math.min(1, Math.abs(x / width - 0.5) * 6 - 0.4)) * 0.6;
        for (let k = 0; k < 3; k += 1) {
          const at = 3 * (y * width + x) + k;
          const other = before[3 * (y * width + width - 1 - x) + k]!;
          data[at] = before[at]! * (1 - share) + other * share;
        }
      }
    }
  },
};

/** A program that moves a photo of the person on a display, as a head. */
function played(
  trick: string,
  range: MotionRange,
  bend: (random: () => number) => bent.Bend = () => bent.flat,
): Kind['draw'] {
  return async (context) => {
    const { random, material } = context;
    const head = drawHead(material.scan, await photoOf(context), random);
    const second =
      trick === 'second photo' ? drawHead(material.scan, await photoOf(context), random) : null;
    const turning = drawMotion(random, range);
    const display = drawMotion(random, { yaw: 12, pitch: 8, swing: 0.5 });
    const lit = trick === 'light';
    const shape = bend(random);
    let drawnAt = NaN;
    let drawn: Mesh | null = null;
    return (seconds) => {
      // A display shows a new picture 60 times a second.
      const shownAt = Math.floor(seconds * 60) / 60;
      if (shownAt !== drawnAt) {
        drawnAt = shownAt;
        const texture = picture(
          head.mesh,
          { ...turning(shownAt), x: 0, y: 0, z: 70 },
          (image) => {
            if (second) mix(image, second.mesh, turning(shownAt));
            (tricks[trick] ?? tricks['plain']!)(image, random);
          },
          lit ? shownAt : 0,
        );
        drawn = {
          ...bent.sheet({ texture, middle: { x: 240, y: 240 }, pixels: displayPixels }, shape),
          shines: true,
        };
      }
      return { instances: [{ mesh: drawn!, pose: display(seconds) }] };
    };
  };
}

const film = { pose: {}, width: 480, height: 480, focal: 1.6 };
/** So that a head at 70 cm has its size on the display. */
const displayPixels = (film.focal * film.width) / 70;

function picture(
  mesh: Mesh,
  pose: MeshPose,
  change: (image: { data: Uint8Array; width: number; height: number }) => void,
  lightAt: number,
): Texture {
  const towards = [Math.sin(3 * lightAt) - 0.3, -0.5, -1] as const;
  const image = render(film, [{ mesh, pose }], { towards, ambient: 0.5 });
  change(image);
  return textureOf(image.data, 480, 480);
}

function mix(image: { data: Uint8Array }, mesh: Mesh, pose: MeshPose): void {
  const other = render(film, [{ mesh, pose: { ...pose, x: 0, y: 0, z: 70 } }], {
    towards: [-0.3, -0.5, -1],
    ambient: 0.5,
  });
  const share = Math.min(0.4, Math.abs(pose.yaw ?? 0) / 40);
  image.data.forEach(
    (value, at) => (image.data[at] = value * (1 - share) + other.data[at]! * share),
  );
}

/** A display in front of each camera. @param off how exactly the displays are placed: degrees, shares, centimetres */
function displays(off: {
  degrees: number;
  zoom: number;
  pose: number;
  isOne?: boolean;
}): Kind['draw'] {
  return async (context) => {
    const { random } = context;
    const parts = await person(context);
    const motion = drawMotion(random, { swing: 1 });
    const u = (size: number) => between(random, -size, size);
    const offs = [0, 1].map(() => ({
      yaw: u(off.degrees),
      pitch: u(off.degrees),
      roll: u(off.degrees),
      zoom: 1 + u(off.zoom),
    }));
    const other = { yaw: u(off.pose), pitch: u(0.5 * off.pose) };
    return (seconds, camera) => {
      const pose = motion(seconds);
      const turned =
        camera === 1
          ? { ...pose, yaw: pose.yaw! + other.yaw, pitch: pose.pitch! + other.pitch }
          : pose;
      return {
        instances: standing(parts, turned),
        off: offs[camera]!,
        seenBy: off.isOne ? 0 : camera,
      };
    };
  };
}

const moving: MotionRange = { near: 70, far: 70, yaw: 12, swing: 10, often: 0.5 };
const fast: MotionRange = { near: 70, far: 70, yaw: 3, swing: 18, often: 1.5 };
const sign = (random: () => number) => (random() < 0.5 ? -1 : 1);

export const kinds: Record<string, Kind> = {
  'print, flat': { group: 'flat', draw: held(() => bent.flat) },
  'print, tilted': { group: 'flat', draw: held(() => bent.flat, { yaw: 42, pitch: 25 }) },
  'print, crumpled by hand': {
    group: 'flat',
    draw: held((random) => bent.crumpled(6 * random()), { yaw: 25 }),
  },
  'print, cut along the head': {
    group: 'flat',
    draw: async (context) => {
      const picture = placed(await photoOf(context));
      const isHead = (x: number, y: number) => Math.hypot(x / 8, (y - 2.5) / 11) < 1;
      const mesh = bent.sheet(picture, bent.flat, isHead);
      const motion = drawMotion(context.random);
      return (seconds) => ({ instances: [{ mesh, pose: motion(seconds) }] });
    },
  },
  'phone in front of a face': {
    group: 'flat',
    draw: async (context) => {
      const { random } = context;
      const picture = placed(await photoOf(context), between(random, 0.4, 0.6));
      const mesh = {
        ...bent.sheet(picture, bent.flat, (x, y) => Math.abs(x) < 3.6 && Math.abs(y - 1) < 7.5),
        shines: true,
      };
      const holder = await person(context);
      const motion = drawMotion(random);
      const nearer = between(random, 6, 15);
      return (seconds) => {
        const pose = motion(seconds);
        return {
          instances: [
            { mesh, pose: { ...motion(seconds + 3), x: pose.x!, y: pose.y!, z: pose.z! - nearer } },
            ...standing(holder, pose),
          ],
        };
      };
    },
  },
  'phone near the cameras': {
    group: 'flat',
    draw: held(() => bent.flat, { near: 20, far: 32, yaw: 12 }, { size: 0.5, shines: true }),
  },
  'screen, photo': { group: 'flat', draw: held(() => bent.flat, { swing: 0.5 }, { shines: true }) },
  'monitor curved at 1800R': {
    group: 'flat',
    draw: held(() => bent.tube(-180), { swing: 0.5 }, { shines: true }),
  },
  'screen, a photo that moves as a head': { group: 'flat', draw: played('plain', moving) },
  'screen, moves, grain': { group: 'flat', draw: played('grain', moving) },
  'screen, moves, mirror image at the sides': { group: 'flat', draw: played('mirror', moving) },
  'screen, moves, light': { group: 'flat', draw: played('light', moving) },
  'screen, moves, second photo': { group: 'flat', draw: played('second photo', moving) },
  'curved monitor, moves': { group: 'flat', draw: played('plain', moving, () => bent.tube(-100)) },
  'screen, moves fast': { group: 'flat', draw: played('plain', fast) },
  'one film for both cameras': {
    group: 'driven',
    draw: displays({ degrees: 0, zoom: 0, pose: 0, isOne: true }),
  },
  'two displays, other poses': {
    group: 'driven',
    draw: displays({ degrees: 1, zoom: 0.03, pose: 15 }),
  },
  'two displays, right poses, placed by hand': {
    group: 'driven',
    draw: displays({ degrees: 1, zoom: 0.03, pose: 0 }),
  },
  'two displays, right poses, exact': {
    group: 'driven',
    draw: displays({ degrees: 0, zoom: 0, pose: 0 }),
  },
  'print on a tube': { group: 'bent', draw: held((random) => bent.tube(between(random, 4.5, 7))) },
  'print on a head-sized cylinder': {
    group: 'bent',
    draw: held((random) => bent.tube(between(random, 7, 9)), { yaw: 25 }),
  },
  'print on a lying cylinder': {
    group: 'bent',
    draw: held((random) => bent.lyingTube(between(random, 6, 9))),
  },
  'print on a ball': { group: 'bent', draw: held((random) => bent.ball(between(random, 8, 12))) },
  'print in a hollow': {
    group: 'bent',
    draw: held((random) => bent.tube(-between(random, 10, 30))),
  },
  'print folded along the nose': {
    group: 'bent',
    draw: held((random) => bent.fold(sign(random) * between(random, 12, 40))),
  },
  'print, flat, with a nose of clay': {
    group: 'bent',
    draw: held((_, photo) => bent.withNose(bent.flat, tipOf(photo), 2)),
  },
  'print on a cylinder, with a nose of clay': {
    group: 'solid',
    draw: held((_, photo) => bent.withNose(bent.tube(8), tipOf(photo), 2)),
  },
  bust: {
    group: 'solid',
    draw: async ({ material, random }) => {
      const motion = drawMotion(random, { swing: 0 });
      return (seconds) => ({ instances: [{ mesh: material.scan.mesh, pose: motion(seconds) }] });
    },
  },
  mask: { group: 'solid', draw: living({ size: 1.05, depth: 1.05 }) },
  person: { group: 'person', draw: living() },
  'person, small nose': { group: 'person', draw: living({ nose: 0.7, depth: 0.88 }) },
  child: { group: 'person', draw: living({ size: 0.8, nose: 0.75, chin: 0.8 }, 1.6) },
  'person who nods and turns': {
    group: 'person',
    draw: async (context) => {
      const parts = await person(context);
      const motion = drawMotion(context.random, { swing: 9, often: 0.7 });
      return (seconds) => ({ instances: standing(parts, motion(seconds)) });
    },
  },
};

function tipOf(photo: Photo): { x: number; y: number } {
  const { middle, pixels } = placed(photo);
  const tip = photo.landmarks[30]!;
  return { x: (tip.x - middle.x) / pixels, y: (tip.y - middle.y) / pixels };
}

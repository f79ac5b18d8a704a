import { drawHead, glassesFor, layOut, soften, type Photo } from './material.ts';
import type { DrawnObject, Mesh, MeshPose } from '#face/lab/mesh.ts';
import { drawMotion, type MotionRange } from './motions.ts';
import { playOn } from './moved-photo.ts';
import { between } from './rigs.ts';
import { photoShownBy, type Kind, type KindContext } from './show.ts';
import * as bent from '#face/lab/surfaces.ts';

/** A sheet held by hand or standing, lit by the room. */
function hold(
  bend: (random: () => number, photo: Photo) => bent.Bend,
  range: MotionRange = {},
  how: { size?: number; shines?: boolean } = {},
): Kind['draw'] {
  return async (context) => {
    const { random } = context;
    const photo = await photoShownBy(context);
    const picture = layOut(photo, how.size ?? between(random, 0.9, 1.1));
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
  const photo = await photoShownBy(context);
  const head = drawHead(material.scan, blur ? await soften(photo, blur) : photo, random, how);
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
  'print, flat': { group: 'flat', draw: hold(() => bent.flat) },
  'print, tilted': { group: 'flat', draw: hold(() => bent.flat, { yaw: 42, pitch: 25 }) },
  'print, crumpled by hand': {
    group: 'flat',
    draw: hold((random) => bent.crumple(6 * random()), { yaw: 25 }),
  },
  'print, cut along the head': {
    group: 'flat',
    draw: async (context) => {
      const picture = layOut(await photoShownBy(context));
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
      const picture = layOut(await photoShownBy(context), between(random, 0.4, 0.6));
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
    draw: hold(() => bent.flat, { near: 20, far: 32, yaw: 12 }, { size: 0.5, shines: true }),
  },
  'screen, photo': { group: 'flat', draw: hold(() => bent.flat, { swing: 0.5 }, { shines: true }) },
  'monitor curved at 1800R': {
    group: 'flat',
    draw: hold(() => bent.tube(-180), { swing: 0.5 }, { shines: true }),
  },
  'screen, a photo that moves as a head': { group: 'flat', draw: playOn('plain', moving) },
  'screen, moves, grain': { group: 'flat', draw: playOn('grain', moving) },
  'screen, moves, mirror image at the sides': { group: 'flat', draw: playOn('mirror', moving) },
  'screen, moves, light': { group: 'flat', draw: playOn('light', moving) },
  'screen, moves, second photo': { group: 'flat', draw: playOn('second photo', moving) },
  'curved monitor, moves': { group: 'flat', draw: playOn('plain', moving, () => bent.tube(-100)) },
  'screen, moves fast': { group: 'flat', draw: playOn('plain', fast) },
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
  'print on a tube': { group: 'bent', draw: hold((random) => bent.tube(between(random, 4.5, 7))) },
  'print on a head-sized cylinder': {
    group: 'bent',
    draw: hold((random) => bent.tube(between(random, 7, 9)), { yaw: 25 }),
  },
  'print on a lying cylinder': {
    group: 'bent',
    draw: hold((random) => bent.lyingTube(between(random, 6, 9))),
  },
  'print on a ball': { group: 'bent', draw: hold((random) => bent.ball(between(random, 8, 12))) },
  'print in a hollow': {
    group: 'bent',
    draw: hold((random) => bent.tube(-between(random, 10, 30))),
  },
  'print folded along the nose': {
    group: 'bent',
    draw: hold((random) => bent.fold(sign(random) * between(random, 12, 40))),
  },
  'display folded along the nose, moves': {
    group: 'bent',
    draw: playOn('plain', moving, (random) => bent.fold(between(random, 12, 40))),
  },
  'display round a cylinder, moves': {
    group: 'bent',
    draw: playOn('plain', moving, (random) => bent.tube(between(random, 6, 9))),
  },
  'print, flat, with a nose of clay': {
    group: 'bent',
    draw: hold((_, photo) => bent.withNose(bent.flat, tipOf(photo), 2)),
  },
  'print on a cylinder, with a nose of clay': {
    group: 'solid',
    draw: hold((_, photo) => bent.withNose(bent.tube(8), tipOf(photo), 2)),
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
  const { middle, pixels } = layOut(photo);
  const tip = photo.landmarks[30]!;
  return { x: (tip.x - middle.x) / pixels, y: (tip.y - middle.y) / pixels };
}

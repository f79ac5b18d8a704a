import type { Point } from '#face';
import type { MorphPhoto } from './morph.ts';
import type { Film, Victim } from './people.ts';
import { preparedFilms } from './films.ts';
import type { MeshTurn } from './mesh.ts';
import type { SheetPose } from './sheet.ts';
import type { ShownAttack } from './shown.ts';
import { beginning, endingOtherwise, pointOf, weightsFor } from './weights.ts';

/**
 * An attacker who holds pictures of an enrolled person up to the camera, and sees what the screen asks for.
 *
 * @param wanted the direction in which the head should point: 1 is the farthest that is ever asked for, positive to the
 * image's right and up
 * @returns the content of the camera's next frame
 */
export type Attacker = (wanted: Point) => ShownAttack;

/** Distance that a hand moves from one frame to the next. */
const handSpeed = 0.22;
/** Frames of a fade or a morph from one picture to the next. */
const framesBetween = 5;
const leastAlike = 0.34;
/** Frames for which a hand, or a sheet, hides the change: 0.75 s. */
const framesHidden = 6;

/** Movements of a single picture, by name. */
const onePhoto: Record<string, (wanted: Point) => SheetPose> = {
  still: () => ({}),
  moved: ({ x, y }) => ({ right: 0.12 * x, down: -0.1 * y }),
  scaled: ({ x, y }) => ({ scale: 1 + 0.12 * x + 0.12 * y }),
  rotated: ({ x, y }) => ({ roll: 15 * x, down: -0.05 * y }),
  tilted: ({ x, y }) => ({ yaw: 42 * x, pitch: 42 * y }),
  tilted_close: ({ x, y }) => ({ away: 0.8, yaw: 42 * x, pitch: 42 * y }),
  tube: ({ x, y }) => ({ bend: 0.18, yaw: 32 * x, pitch: 36 * y }),
  ball: ({ x, y }) => ({ ball: 0.2, yaw: 28 * x, pitch: 24 * y }),
  bent: ({ x, y }) => ({ bend: 0.3, yaw: 38 * x, pitch: 36 * y }),
  curled: ({ x, y }) => ({ curl: 0.3, yaw: 30 * x, pitch: 38 * y }),
  folded: ({ x, y }) => ({ fold: 22, yaw: 32 * x, pitch: 30 * y }),
  edge_in_sight: ({ x, y }) => ({ scale: 0.55, yaw: 42 * x, pitch: 42 * y }),
};

/** Ways in which pictures follow each other. */
const changes = ['swapped', 'hidden', 'faded', 'morphed'] as const;

/** Returns every attack that the pictures of one person allow. Attacks with a mesh follow the dot live. */
export function attackersWith(victim: Victim, random: () => number): Record<string, Attacker> {
  const attackers: Record<string, Attacker> = {};
  const [front] = victim.photos;
  for (const [kind, { scale, isRestless, ...how }] of Object.entries(meshes)) {
    let at = { x: 0, y: 0 };
    const restless = wavingOf(isRestless, random);
    attackers[`1 ${kind}`] = (wanted) => {
      at = nearer(at, wanted);
      const turn = { yaw: 20 * at.x, pitch: 15 * at.y };
      return { ...show([front!], [1], { scale }, true, turn), ...how, ...restless() };
    };
  }
  const films = preparedFilms(random);
  attackers['6 films of other answers'] = (wanted) => {
    const at = films(wanted);
    return show([front!], [1], {}, true, { yaw: 20 * at.x, pitch: 15 * at.y });
  };
  for (const [kind, held] of Object.entries(onePhoto)) {
    let at = { x: 0, y: 0 };
    attackers[`1 ${kind}`] = (wanted) => {
      at = nearer(at, wanted);
      return show([front!], [1], held(at));
    };
  }
  if (victim.photos.length < 2) return attackers;
  for (const count of [2, 3]) {
    for (const change of changes) {
      attackers[`${count} ${change}`] = changing(victim.photos.slice(0, count), change);
    }
  }
  for (const count of [2, 3, 5]) {
    if (victim.photos.length < count) continue;
    const photos = victim.photos.slice(0, count);
    for (const [where, { scale, isRestless, ...how }] of Object.entries(places)) {
      const restless = wavingOf(isRestless, random);
      attackers[`${count} blended${where}`] = (wanted) => ({
        ...show(photos, weightsFor(photos, wanted), { scale }),
        ...how,
        ...restless(),
      });
      let at = { x: 0, y: 0 };
      attackers[`${count} morphed and tilted${where}`] = (wanted) => {
        at = nearer(at, wanted);
        const held = { scale, yaw: 38 * at.x, pitch: 38 * at.y };
        return { ...show(photos, weightsFor(photos, at), held), ...how, ...restless() };
      };
    }
    if (count === 5) {
      const weights = endingOtherwise(photos);
      attackers['5 blended, head cut out, ends otherwise'] = (wanted) => ({
        ...show(photos, weights(wanted), { scale: 1 }),
        isCutOut: true,
      });
    }
  }
  return attackers;
}

interface Place {
  scale: number;
  isCutOut?: boolean;
  isUpright?: boolean;
  isRestless?: boolean;
}

/** A picture over the whole frame, on a smaller part of it, and with only the head moving. */
const places: Record<string, Place> = {
  '': { scale: 1 },
  ', upright screen': { scale: 1, isUpright: true },
  ', upright screen, restless': { scale: 1, isUpright: true, isRestless: true },
  ', edge in sight': { scale: 0.55 },
  ', head cut out': { scale: 1, isCutOut: true },
  ', head cut out, restless': { scale: 1, isCutOut: true, isRestless: true },
  ', head cut out, edge in sight': { scale: 0.55, isCutOut: true },
};
/** A photo on the depths of a head. */
const meshes = Object.fromEntries(
  Object.entries(places).map(([where, how]) => [`mesh${where}`, how]),
);

/** Moves the wave of a restless picture on with each frame. */
function wavingOf(isRestless = false, random: () => number): () => Pick<ShownAttack, 'restless'> {
  let phase = 0;
  return () => (isRestless ? { restless: (phase += 0.6 * random()) } : {});
}

function nearer(at: Point, wanted: Point): Point {
  const step = (from: number, to: number) =>
    from + Math.max(-handSpeed, Math.min(handSpeed, to - from));
  return { x: step(at.x, wanted.x), y: step(at.y, wanted.y) };
}

function show(
  photos: readonly MorphPhoto[],
  weights: readonly number[],
  held: SheetPose = {},
  isBent = true,
  turn?: MeshTurn,
): ShownAttack {
  return { photos, weights, held, isBent, isPlaced: true, ...(turn && { turn }) };
}

function changing(photos: readonly MorphPhoto[], change: (typeof changes)[number]): Attacker {
  let current = 0;
  let before = 0;
  let since = Infinity;
  return (wanted) => {
    const next = nearest(photos, wanted);
    const isDone = since >= (change === 'hidden' ? framesHidden : framesBetween);
    if (next !== current && (isDone || change === 'swapped'))
      [before, current, since] = [current, next, 0];
    else since += 1;
    const alone = photos.map((_, index): number => (index === current ? 1 : 0));
    if (change === 'hidden' && since < framesHidden) return show([], []);
    if (change === 'swapped' || change === 'hidden' || since >= framesBetween) {
      return show(photos, alone);
    }
    const share = (since + 1) / (framesBetween + 1);
    const weights = photos.map(
      (_, index) => (index === current ? share : 0) + (index === before ? 1 - share : 0),
    );
    return show(photos, weights, {}, change === 'morphed');
  };
}

/** The picture whose direction is nearest to the wanted one; the frontal picture while the head points ahead. */
function nearest(photos: readonly MorphPhoto[], wanted: Point): number {
  const way = Math.hypot(wanted.x, wanted.y);
  if (way < beginning) return 0;
  const alike = photos.map((photo, index) => {
    const { x, y } = pointOf(photo);
    if (index === 0) return leastAlike;
    return (x * wanted.x + y * wanted.y) / (Math.hypot(x, y) * way);
  });
  return alike.indexOf(Math.max(...alike));
}

/** The prepared passages of a clip: left, right, up and three more. */
const passages = [
  { x: 1, y: 0 },
  { x: -1, y: 0 },
  { x: 0, y: 1 },
  { x: 0.7, y: 0.7 },
  { x: -0.7, y: 0.7 },
  { x: 0, y: -1 },
];
/** Frames of a passage on either side of its farthest frame. */
const onEitherSide = 6;

/** Plays a clip to the camera: the passage, or the single frame, that fits best. */
export function filmsWith(film: Film): Record<string, Attacker> {
  const { frames } = film;
  const seen = frames.flatMap((frame, index) => (frame ? [{ index, ...pointOf(frame) }] : []));
  const towards = ({ x, y }: Point) =>
    seen.reduce((best, frame) =>
      Math.hypot(frame.x - x, frame.y - y) < Math.hypot(best.x - x, best.y - y) ? frame : best,
    );
  const waiting = seen.filter(({ x, y }) => Math.hypot(x, y) < 0.4);
  let waited = 0;
  let playing: number[] = [];
  const frameAt = (index: number): ShownAttack => ({
    ...show([frames[index]!], [1]),
    isPlaced: false,
  });
  const wait = () => waiting[waited++ % waiting.length]!.index;
  return {
    'film to suit': (wanted) => {
      if (playing.length === 0 && Math.hypot(wanted.x, wanted.y) > 0.3) {
        const alike = ({ x, y }: Point) => x * wanted.x + y * wanted.y;
        const passage = passages.reduce((best, one) => (alike(one) > alike(best) ? one : best));
        const { index } = towards(passage);
        playing = seen
          .map((frame) => frame.index)
          .filter((one) => Math.abs(one - index) <= onEitherSide);
      }
      const next = playing.shift();
      return frameAt(next ?? wait());
    },
    'film, frame by frame': (wanted) => frameAt(towards(wanted).index),
  };
}

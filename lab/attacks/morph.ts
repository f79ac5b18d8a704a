import type { Face, Point } from '../../server/vision/analysis.ts';
import { thinPlate } from '../../server/vision/tracking/thin-plate.ts';
import type { Mapping } from './sheet.ts';
import { frameSize, type Layer, type SheetPicture } from './sheet-camera.ts';

/** A photo of someone, with what the models saw in it. */
export interface MorphPhoto {
  picture: SheetPicture;
  face: Face;
  landmarks: readonly Point[];
  /** Against the frontal photo, in degrees; positive to the image's right and up. */
  yaw: number;
  pitch: number;
}

/** Every face is put here, as large as this from the eyes to the mouth. */
const place = { x: 320, y: 205, eyesToMouth: 110 };

/**
 * Pictures of one person laid over each other: each is bent so that its landmarks lie between
 * those of all (thin-plate splines), and fades in by its weight. One alone is a photo, two are a morph.
 */
export function morph(
  photos: readonly MorphPhoto[],
  weights: readonly number[],
  bendsThem = true,
): Layer[] {
  const placed = photos.map(({ landmarks }) => placedLandmarks(landmarks));
  const between = frameAnchors().concat(landmarksBetween(photos, weights));
  return photos.flatMap(({ picture }, index) => {
    const weight = weights[index]!;
    if (weight < 0.005) return [];
    const { points, back } = placed[index]!;
    const isAlone = weight > 0.995 || !bendsThem;
    const bent = isAlone ? null : spline(between, frameAnchors().concat(points));
    return [{ picture, weight, to: (at: Point) => back(bent ? bent(at) : at) }];
  });
}

/** The places of a morph's landmarks in the frame. */
export function landmarksBetween(
  photos: readonly MorphPhoto[],
  weights: readonly number[],
): Point[] {
  const placed = photos.map(({ landmarks }) => placedLandmarks(landmarks).points);
  return placed[0]!.map((_, index) => ({
    x: placed.reduce((sum, points, one) => sum + weights[one]! * points[index]!.x, 0),
    y: placed.reduce((sum, points, one) => sum + weights[one]! * points[index]!.y, 0),
  }));
}

/** The edge of the frame stays where it is. */
function frameAnchors(): Point[] {
  const { width, height } = frameSize;
  return [0, 0.5, 1].flatMap((x) =>
    [0, 0.5, 1].flatMap((y) => (x === 0.5 && y === 0.5 ? [] : [{ x: x * width, y: y * height }])),
  );
}

/** Landmarks in the frame, and the way back from the frame to the picture. */
function placedLandmarks(landmarks: readonly Point[]): {
  points: Point[];
  back: (at: Point) => Point;
} {
  const middle = (from: number, to: number) => {
    const points = landmarks.slice(from, to);
    return {
      x: points.reduce((sum, { x }) => sum + x, 0) / points.length,
      y: points.reduce((sum, { y }) => sum + y, 0) / points.length,
    };
  };
  const eyes = middle(36, 48);
  const mouth = middle(48, 60);
  const scale = place.eyesToMouth / Math.hypot(mouth.x - eyes.x, mouth.y - eyes.y);
  return {
    points: landmarks.map(({ x, y }) => ({
      x: place.x + scale * (x - eyes.x),
      y: place.y + scale * (y - eyes.y),
    })),
    back: ({ x, y }) => ({
      x: eyes.x + (x - place.x) / scale,
      y: eyes.y + (y - place.y) / scale,
    }),
  };
}

/** A little give of the spline. */
const give = 50;

/** The thin-plate spline that takes each point of `from` to its point of `to`. */
function spline(from: readonly Point[], to: readonly Point[]): (at: Point) => Point {
  const values = thinPlate(
    from,
    to.map(({ x, y }) => [x, y]),
    give,
  );
  return (at) => {
    const [x = 0, y = 0] = values(at);
    return { x, y };
  };
}

/** First where the sheet is met, then where in its picture. */
export function through(held: Mapping, layers: readonly Layer[]): Layer[] {
  return layers.map(({ to, share, ...layer }) => ({
    ...layer,
    to: (at) => {
      const met = held(at);
      return met && to(met);
    },
    ...(share && {
      share: (at: Point) => {
        const met = held(at);
        return met ? share(met) : 1;
      },
    }),
  }));
}

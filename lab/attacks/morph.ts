import type { Face, Point } from '#face';
import { thinPlate } from '#face/steps';
import type { Mapping } from './sheet.ts';
import { frameSize, type Layer, type SheetPicture } from './sheet-camera.ts';

/** A photo of a person, with the models' analysis of it. */
export interface MorphPhoto {
  picture: SheetPicture;
  face: Face;
  landmarks: readonly Point[];
  /** Relative to the frontal photo, in degrees; positive to the image's right and up. */
  yaw: number;
  pitch: number;
}

/** Place of every face in the frame, and its size from the eyes to the mouth, in pixels. */
const place = { x: 320, y: 205, eyesToMouth: 110 };

/**
 * Lays pictures of one person over each other. Thin-plate splines bend each picture so that its landmarks are between
 * those of all. Each picture has the opacity of its weight. One picture is a photo, and two are a morph.
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

/** Returns the places of a morph's landmarks in the frame. */
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

/** Anchors that keep the edge of the frame in place. */
function frameAnchors(): Point[] {
  const { width, height } = frameSize;
  return [0, 0.5, 1].flatMap((x) =>
    [0, 0.5, 1].flatMap((y) => (x === 0.5 && y === 0.5 ? [] : [{ x: x * width, y: y * height }])),
  );
}

/** Returns landmarks in the frame, and the mapping back from the frame to the picture. */
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

/** Regularisation of the spline, so that it need not pass exactly through each point. */
const give = 50;

/** Returns the thin-plate spline that maps each point of `from` to its point of `to`. */
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

/** Maps a point of the frame to the sheet, and then to the sheet's picture. */
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

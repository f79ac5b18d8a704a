import type { Face, Point } from '../analysis.ts';

/**
 * A head of 68 points with depth, which resembles nobody. Brows to mouth are the usual mean shape of the iBUG mark-up,
 * and the jaw is an arc. The depth is a round face with a nose. Its scale makes the nose move with a turn as on real
 * heads (about 0.006 inter-eye distances a degree).
 */
const half: [x: number, y: number, z: number][] = [
  // Brow, eye, nostril, lips, jaw of the image's right side; z towards the camera.
  [0.096, 0.077, 0.06],
  [0.199, 0.034, 0.04],
  [0.304, 0.019, 0.0],
  [0.409, 0.039, -0.07],
  [0.49, 0.106, -0.16],
];
const eye: [number, number, number][] = [
  [0.155, 0.232, -0.03],
  [0.224, 0.18, 0.0],
  [0.303, 0.179, -0.02],
  [0.368, 0.216, -0.08],
  [0.307, 0.244, -0.03],
  [0.229, 0.245, -0.01],
];
const noseLine: [number, number, number][] = [
  [0, 0.203, 0.06],
  [0, 0.307, 0.12],
  [0, 0.41, 0.19],
  [0, 0.516, 0.26],
];
const nostrils: [number, number, number][] = [
  [-0.123, 0.587, 0.08],
  [-0.064, 0.609, 0.13],
  [0, 0.628, 0.15],
  [0.064, 0.609, 0.13],
  [0.123, 0.587, 0.08],
];
const outerLips: [number, number, number][] = [
  [-0.236, 0.78, 0.0],
  [-0.149, 0.745, 0.07],
  [-0.061, 0.727, 0.1],
  [0, 0.743, 0.11],
  [0.061, 0.727, 0.1],
  [0.149, 0.745, 0.07],
  [0.236, 0.78, 0.0],
  [0.152, 0.865, 0.05],
  [0.067, 0.902, 0.08],
  [0, 0.909, 0.09],
  [-0.067, 0.902, 0.08],
  [-0.152, 0.865, 0.05],
];
const innerLips: [number, number, number][] = [
  [-0.2, 0.785, 0.01],
  [-0.062, 0.779, 0.09],
  [0, 0.785, 0.1],
  [0.062, 0.779, 0.09],
  [0.2, 0.785, 0.01],
  [0.063, 0.824, 0.08],
  [0, 0.832, 0.09],
  [-0.063, 0.824, 0.08],
];
const between = 0.524;
/** Scales the nose to the depth of real ones. */
const depth = 1.35;

function mirror(points: typeof half): typeof half {
  return points.map(([x, y, z]) => [-x, y, z] as [number, number, number]).reverse();
}

function jaw(): typeof half {
  return Array.from({ length: 17 }, (_, index) => {
    const angle = Math.PI * (1 - index / 16);
    const z = -0.45 + 0.45 * Math.sin(angle);
    return [0.58 * Math.cos(angle), 0.22 + 0.95 * Math.sin(angle), z];
  });
}

function points(): typeof half {
  const mirroredEye = [3, 2, 1, 0, 5, 4].map((index) => {
    const [x, y, z] = eye[index]!;
    return [-x, y, z] as [number, number, number];
  });
  return [
    ...jaw(),
    ...mirror(half),
    ...half,
    ...noseLine,
    ...nostrils,
    ...mirroredEye,
    ...eye,
    ...outerLips,
    ...innerLips,
  ];
}

export interface HeadInFrame {
  yaw?: number;
  pitch?: number;
  eyesOpen?: boolean;
  /** The person; templates of different people have nothing in common. */
  person?: number;
  /** The score of the liveness model. */
  liveness?: number;
  /** To the image's right, in pixels. */
  right?: number;
  /** Tilt to one side, in degrees. The service recognises the landmarks anyway. */
  roll?: number;
  /** Too dark for the models. */
  dark?: boolean;
}

/** The face of this head as the engine would report it, with 90 pixels between the eyes. */
export function headInFrame(head: HeadInFrame = {}): Face {
  const {
    yaw = 0,
    pitch = 0,
    eyesOpen = true,
    right = 0,
    liveness = 1,
    roll = 0,
    dark = false,
  } = head;
  const landmarks68 = points().map((point, index) =>
    project(eyesOpen ? point : shut(point, index), yaw, pitch, right),
  );
  return {
    box: { x: 220, y: 120, width: 200, height: 240 },
    score: 1,
    landmarks5: [],
    landmarks68,
    liveness,
    template: templateOf(head),
    // Only landmarks, which the modelled vision follows.
    patch: { luma: new Uint8Array(), landmarks: landmarks68.map(inPatch) },
    quality: {
      interEyeDistance: 90,
      sharpness: 100,
      brightness: dark ? 10 : 120,
      underExposure: 0,
      overExposure: 0,
      flatness: 0.1,
      noise: 0.3,
      chroma: 40,
      headPose: { yaw, pitch, roll },
      eyesOpen: eyesOpen ? 1 : 0,
      landmarkSpread: null,
    },
  };
}

/** Maps a point to the model's own frame, with the eyes at their place in a patch. */
function inPatch({ x, y }: Point): Point {
  return { x: 96 + (60 / 90) * (x - 320), y: 88 + (60 / 90) * (y - 203) };
}

function shut([x, y, z]: [number, number, number], index: number): [number, number, number] {
  const isLid = index >= 36 && index < 48 && (index - 36) % 3 !== 0;
  return [x, isLid ? 0.225 + (y - 0.225) * 0.4 : y, z];
}

/** Turns a point about the neck, without perspective. Angles up and to the image's right are positive. */
function project(
  [x, y, flatZ]: [number, number, number],
  yaw: number,
  pitch: number,
  right: number,
): Point {
  const sinYaw = Math.sin((yaw * Math.PI) / 180);
  const cosYaw = Math.cos((yaw * Math.PI) / 180);
  const sinUp = Math.sin((pitch * Math.PI) / 180);
  const cosUp = Math.cos((pitch * Math.PI) / 180);
  const z = depth * flatZ;
  const across = x * cosYaw + z * sinYaw;
  const towards = z * cosYaw - x * sinYaw;
  const down = (y - 0.4) * cosUp - towards * sinUp;
  const scale = 90 / between;
  return { x: 320 + right + scale * across, y: 240 + scale * down };
}

/** At 20°, the cosine to the frontal template is 0.55, as measured on people who turn. */
function templateOf({ yaw = 0, pitch = 0, person = 0 }: HeadInFrame): Float32Array {
  const away = Math.min(1.4, (Math.hypot(yaw, pitch) / 20) * 0.99);
  const template = new Float32Array(8);
  template[4 * person] = Math.cos(away);
  template[4 * person + 1 + (yaw > 0 ? 0 : 1)] = Math.sin(away);
  return template;
}

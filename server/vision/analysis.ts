/**
 * What vision says of one image. All coordinates are pixels of the image as a viewer would show it
 * (EXIF rotation applied), origin in the top left corner; "left" and "right" are as seen in the
 * image, not the subject's own.
 */

export interface Point {
  x: number;
  y: number;
}

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A face that was found, with the detector's confidence from 0 to 1. */
export interface DetectedFace {
  box: Box;
  score: number;
}

/**
 * Degrees. `yaw` is positive when the nose points to the image's right, `pitch` when it points up,
 * `roll` when the head tilts clockwise in the image.
 */
export interface HeadPose {
  yaw: number;
  pitch: number;
  roll: number;
}

/** Quality measures of one face, named after ISO/IEC 29794-5 where that standard names them. */
export interface QualityMeasures {
  /** Distance between the eye centres in pixels of the image. */
  interEyeDistance: number;
  /** Variance of the Laplacian of the aligned grey face at a fixed size; higher is sharper. */
  sharpness: number;
  /** Mean luma of the face, 0 to 255. */
  brightness: number;
  /** Share of face pixels darker than luma 25, from 0 to 1. */
  underExposure: number;
  /** Share of face pixels brighter than luma 247, from 0 to 1. */
  overExposure: number;
  /** Share of the face without any texture, 0 to 1: high for cartoons in even colours. */
  flatness: number;
  /** Deviation of the camera's noise in the picture's own pixels, in steps of luma (0 to 255). */
  noise: number;
  /** Mean difference of red and blue from green, 0 to 255: near 0 in a picture without colour. */
  chroma: number;
  headPose: HeadPose;
  /** 0 (closed) to 1 (open), the lesser of both eyes. */
  eyesOpen: number;
  /**
   * How far the landmarks move, in inter-eye distances, when the face box is moved and scaled a little:
   * on what is no human face they do not know where to settle. Null unless a photo is looked at closely
   * by an engine that has been measured on it.
   */
  landmarkSpread: number | null;
}

/** The main (largest) face of an image, looked at closely. */
export interface Face extends DetectedFace {
  /** Image-left eye, image-right eye, nose tip, image-left and image-right corner of the mouth. */
  landmarks5: Point[];
  /** The 68 points of the iBUG 300-W mark-up, in its order. */
  landmarks68: Point[];
  quality: QualityMeasures;
  /** Probability from 0 to 1 that a live face, not a print or a screen, was seen; `null` when the engine has no such model. */
  liveness: number | null;
  /** The face's embedding, unit length, `ModelInfo.dimension` long. */
  template: Float32Array;
  /** The same by the recogniser to which the installation is moving, while it is; `Vision.next.dimension` long. */
  nextTemplate?: Float32Array;
  /** To follow its texture to another frame. */
  patch: FacePatch;
}

/** A face cut out upright, always of one size: the eyes, the nose and the mouth lie where they lie on average. */
export interface FacePatch {
  /** Grey, row by row, a square. */
  luma: Uint8Array;
  /** The 68 points, in pixels of the patch. */
  landmarks: Point[];
}

/**
 * How much of the movement between two frames of a face only the depth of a head explains: to the image's right
 * and down. For a head that turns about as much as the sine of the angle changes, and near 0 for a picture.
 */
export type Parallax = Point;

/** Places of a face above the mouth that have texture, and how many of them look otherwise in another frame. */
export interface Alteration {
  places: number;
  altered: number;
}

/**
 * What a frame shows, small enough to be kept and compared: luma in a coarse grid, smoothed so that
 * coding noise hardly shows and a shift by a pixel is nearly linear.
 */
export interface FramePrint {
  /** In cells; the longer side has about 160. */
  width: number;
  height: number;
  /** Image pixels per cell. */
  cell: number;
  /** 0 to 255 in steps of 1/128, row by row; `clippedLuma` near pixels that are black or burnt out. */
  luma: Uint16Array;
}

/**
 * What a frame shows around people, too coarse to see anybody in it: cells by the directions of their edges, as
 * strong as these are against the light there. See room/room-print.ts.
 */
export interface RoomPrint {
  /** Width by height of the picture, in hundredths. */
  shape: number;
  /** Eight directions for each cell, row by row. */
  edges: Uint8Array;
  /** For each cell: 0 seen, 1 covered by a person, 2 too dark or too bright. */
  state: Uint8Array;
}

/** Parts of the light, each 0 to 1 and twice as large for twice as much light. */
export interface Colour {
  red: number;
  green: number;
  blue: number;
}

/** Mean colours of the skin of the main face, and of what is around people. */
export interface FrameLight {
  face: Colour;
  room: Colour;
}

/** The luma of a frame in a coarse grid, which shows large things only. */
export interface Scene {
  /** In cells; the longer side has about 80. */
  width: number;
  height: number;
  /** Image pixels per cell. */
  cell: number;
  /** 0 to 255, row by row. */
  luma: Uint8Array;
}

export const lumaSteps = 128;
/** No brightness that can be compared: brightening would change what is seen there. */
export const clippedLuma = 0xffff;

/** Why an image yields no face. */
export const analysisFailures = [
  /** Decoded, but no face in it. */
  'no_face',
  /** Not an image, or a damaged one. */
  'undecodable',
  /** An image in a format that is not supported, such as HEIC. */
  'unsupported_format',
  /** More pixels than are accepted. */
  'too_many_pixels',
  /** Its decoding took longer than a photo may; the worker was replaced. */
  'too_slow',
  /** The worker died or reported an error; it has been replaced. */
  'worker_failed',
  /** The worker did not answer in time; it has been replaced. */
  'worker_timed_out',
] as const;
export type AnalysisFailure = (typeof analysisFailures)[number];

export type Analysis =
  | {
      ok: true;
      width: number;
      height: number;
      /** Every face found, the largest first; that one is `face`, unless the central one was asked for. */
      faces: DetectedFace[];
      face: Face;
      /** What the whole image shows, to be compared with other frames. */
      print: FramePrint;
      /** What it shows around people. Absent from what no engine looked at. */
      room?: RoomPrint;
      light?: FrameLight | null;
      /** The whole image, to see whether what is beside the face stands still. Absent where only a head is modelled. */
      scene?: Scene;
      /** Milliseconds in the worker. */
      milliseconds: number;
    }
  | {
      ok: false;
      failure: AnalysisFailure;
      /** A sentence for a person, without file names or other particulars. */
      explanation: string;
      /** Of a picture without a face: what it shows. */
      room?: RoomPrint;
    };

/** The vector scaled to length 1. @throws {RangeError} when it has no direction */
export function unitLength(vector: Float32Array): Float32Array {
  let sum = 0;
  for (const value of vector) sum += value * value;
  const length = Math.sqrt(sum);
  if (!(length > 0) || !Number.isFinite(length)) {
    throw new RangeError('The recogniser gave a template without a direction.');
  }
  return vector.map((value) => value / length);
}

/** A face of at least this share of the main face's height is beside the person, not behind. */
const rivalShare = 0.5;

/**
 * Whether another face is beside the main one, so that it is not clear who is meant. People in the
 * background, less than half the size of the main face, do not count.
 *
 * @param faces the largest first
 */
export function hasRival(faces: readonly DetectedFace[]): boolean {
  const [main, ...others] = faces;
  if (!main) return false;
  return others.some((other) => other.box.height >= rivalShare * main.box.height);
}

/** The recogniser in use. Templates of different ids never meet. */
export interface ModelInfo {
  /** For example `onnx/fr_feature-0.0.1-bgr-3views`. */
  id: string;
  /** Length of a template. */
  dimension: number;
  /** Cosine of fused templates from which two faces count as the same person's (from the manifest). */
  threshold: number;
  /** Where the threshold comes from, in a sentence. */
  thresholdSource: string;
  /** Cosine from which a face is the one in a document's portrait (from the manifest); default: `threshold`. */
  portraitThreshold?: number;
  /** Cosine of two single images under which they are not taken for one person's (from the manifest). */
  photoFloor: number;
  /** Liveness from which a face counts as live; `null` when the engine has no liveness model. */
  livenessThreshold: number | null;
}

/**
 * Which of several faces is looked at: the largest, which stands nearest the camera, or the one
 * nearest the middle, which is who a photo of a collection is about.
 */
export type MainFace = 'largest' | 'central';

export interface LookOptions {
  /** Default 3000, enough to decode one frame. */
  timeoutMs?: number;
  /** Default `largest`. */
  main?: MainFace;
  /** Also measure what only photos to enrol need. */
  closely?: boolean;
  /** Default `sign_in`. */
  purpose?: AnalysisPurpose;
  /** How long decoding may take; default: as long as all. */
  decodeMs?: number;
}

/** What an image is looked at for, in the order in which waiting ones are taken. */
export const purposes = ['sign_in', 'enrolment', 'photo'] as const;
export type AnalysisPurpose = (typeof purposes)[number];

/** How an image is looked at, whatever the time it may take. */
export type LookSettings = Required<Omit<LookOptions, 'timeoutMs' | 'purpose'>>;

/** Pixels to faces. The work happens in child processes; nothing here blocks the event loop. */
export interface Vision {
  readonly model: ModelInfo;
  /** The recogniser to which the installation is moving; null or absent while it is not. */
  readonly next?: ModelInfo | null;
  /** Whether every worker process has its models loaded and has looked at a picture once. */
  readonly ready: boolean;
  /** Starts the workers and warms them. Rejects with a sentence when the models are missing or altered. */
  start(): Promise<void>;
  /**
   * Looks at one encoded image (JPEG, PNG or WebP). Never rejects: every fault is an `ok: false`,
   * at the latest after `timeoutMs`.
   */
  analyze(image: Uint8Array, options?: LookOptions): Promise<Analysis>;
  /** Measures the parallax from one frame of a face to the next. Never rejects. @returns null when it is unknown or late */
  parallax(from: FacePatch, to: FacePatch): Promise<Parallax | null>;
  /** Measures how far a face looks otherwise than in an earlier frame. Never rejects. @returns null as above */
  alteration(from: FacePatch, to: FacePatch): Promise<Alteration | null>;
  stop(): Promise<void>;
}

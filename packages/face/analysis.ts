import type { LearnedRig } from './relief/learn-rig.ts';
import type { FaceTracks, PairMeasure } from './relief/pair-measure.ts';

/**
 * The result for one image. All coordinates are pixels of the image as a viewer would show it (EXIF rotation
 * applied), with the origin in the top left corner. "Left" and "right" are the image's, not the subject's.
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

/** A detected face, with the detector's confidence from 0 to 1. */
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
  /** 0 (closed) to 1 (open), the lower value of both eyes. */
  eyesOpen: number;
  /**
   * How far the landmarks move, in inter-eye distances, when the face box is moved and scaled a little. On something
   * that is not a human face, they do not settle. Null unless a photo is analysed `closely` by an engine for which the
   * limit was measured.
   */
  landmarkSpread: number | null;
}

/** The main (largest) face of an image, with all measurements. */
export interface Face extends DetectedFace {
  /** Image-left eye, image-right eye, nose tip, image-left and image-right corner of the mouth. */
  landmarks5: Point[];
  /** The 68 points of the iBUG 300-W mark-up, in its order. */
  landmarks68: Point[];
  quality: QualityMeasures;
  /** Probability from 0 to 1 of a live face, not a print or a screen; `null` when the engine has no liveness model. */
  liveness: number | null;
  /** The face's embedding: unit length, `ModelInfo.dimension` values. */
  template: Float32Array;
  /** The embedding of the recogniser to which the installation is moving, if any; `Vision.next.dimension` values. */
  nextTemplate?: Float32Array;
  /** For following the face's texture to another frame. */
  patch: FacePatch;
}

/** A face cut out upright at a fixed size: eyes, nose and mouth are at their average places. */
export interface FacePatch {
  /** Grey, row by row, a square. */
  luma: Uint8Array;
  /** The 68 points, in pixels of the patch. */
  landmarks: Point[];
}

/**
 * The movement between two frames of a face that only the depth of a head explains: to the image's right and down.
 * For a head that turns, about the change of the angle's sine; for a picture, near 0.
 */
export type Parallax = Point;

/**
 * A frame's content, small enough to keep and compare: luma in a coarse grid, smoothed so that coding noise
 * hardly shows and a shift by one pixel is nearly linear.
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

export const lumaSteps = 128;
/** Marks a value that cannot be compared, because brightening the picture would change what is there. */
export const clippedLuma = 0xffff;

/** Why an image has no usable face. */
export const analysisFailures = [
  /** Decoded, but without a face. */
  'no_face',
  /** Not an image, or a damaged one. */
  'undecodable',
  /** An image in a format that is not supported, such as HEIC. */
  'unsupported_format',
  /** More pixels than the limit. */
  'too_many_pixels',
  /** Decoding took longer than a photo may; the worker was replaced. */
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
      /** Every detected face, the largest first. `face` is the largest, or the central one where `main` asks for it. */
      faces: DetectedFace[];
      face: Face;
      /** The whole image's content, for comparison with other frames. */
      print: FramePrint;
      /** The face's relief in two pictures of one moment, where `right` was given. */
      relief?: PairMeasure;
      /** Milliseconds in the worker, without the relief. */
      milliseconds: number;
    }
  | {
      ok: false;
      failure: AnalysisFailure;
      /** A sentence for people, without file names or other details. */
      explanation: string;
    };

/** Scales the vector to length 1. @throws {RangeError} when it has no direction */
export function unitLength(vector: Float32Array): Float32Array {
  let sum = 0;
  for (const value of vector) sum += value * value;
  const length = Math.sqrt(sum);
  if (!(length > 0) || !Number.isFinite(length)) {
    throw new RangeError('The recogniser gave a template without a direction.');
  }
  return vector.map((value) => value / length);
}

/** A face of at least this share of the main face's height is beside the person, not in the background. */
const rivalShare = 0.5;

/**
 * Whether another face is beside the main one, so that the person is ambiguous. People in the background, with
 * less than half of the main face's size, do not count.
 *
 * @param faces the largest first
 */
export function hasRival(faces: readonly DetectedFace[]): boolean {
  const [main, ...others] = faces;
  if (!main) return false;
  return others.some((other) => other.box.height >= rivalShare * main.box.height);
}

/** The recogniser in use. Templates with different ids are never compared. */
export interface ModelInfo {
  /** For example `onnx/fr_feature-0.0.1-bgr-3views`. */
  id: string;
  /** Length of a template. */
  dimension: number;
  /** Cosine of fused templates from which two faces count as one person (from the manifest). */
  threshold: number;
  /** The source of the threshold, in a sentence. */
  thresholdSource: string;
  /** Cosine from which a face matches a document's portrait (from the manifest); default: `threshold`. */
  portraitThreshold?: number;
  /** Cosine of two single images below which they do not show one person (from the manifest). */
  photoFloor: number;
  /** Liveness from which a face counts as live; `null` when the engine has no liveness model. */
  livenessThreshold: number | null;
}

/**
 * Which of several faces is analysed: the largest, which is nearest to the camera, or the one nearest to the middle,
 * which is usually the subject of a collection's photo.
 */
export type MainFace = 'largest' | 'central';

export interface LookOptions {
  /** Default 3000, enough to decode one frame. */
  timeoutMs?: number;
  /** Default `largest`. */
  main?: MainFace;
  /** Also measures what only enrolment photos need. */
  closely?: boolean;
  /** Default `sign_in`. */
  purpose?: AnalysisPurpose;
  /** Milliseconds that decoding may take; default: no separate limit. */
  decodeMs?: number;
  /** The picture that a second camera took at the same moment, to measure the relief of the face. Default: none. */
  right?: Uint8Array | null;
}

/** Purposes of an analysis. Those of a sign-in go first; a photo also waits until no sign-in needs the processes. */
export type AnalysisPurpose = 'sign_in' | 'enrolment' | 'photo';

/** The options of an analysis that do not concern time or priority. */
export type LookSettings = Required<Omit<LookOptions, 'timeoutMs' | 'purpose'>>;

/** Pixels to faces. The work happens in child processes; nothing here blocks the event loop. */
export interface Vision {
  readonly model: ModelInfo;
  /** The recogniser to which the installation is moving; null or absent while it is not. */
  readonly next?: ModelInfo | null;
  /** Whether every worker process has loaded its models and analysed one picture. */
  readonly ready: boolean;
  /** Starts the workers and warms them up. Rejects with a sentence when the models are missing or altered. */
  start(): Promise<void>;
  /**
   * Analyses one encoded image (JPEG, PNG or WebP). Never rejects: every fault is an `ok: false`, after `timeoutMs`
   * at the latest.
   */
  analyze(image: Uint8Array, options?: LookOptions): Promise<Analysis>;
  /** Measures the parallax from one frame of a face to the next. Never rejects. @returns null when it is unknown or late */
  parallax(from: FacePatch, to: FacePatch): Promise<Parallax | null>;
  /** Learns how two cameras see each other from pairs of one person. Never rejects. @returns null when it failed or is late */
  learnRig(pairs: readonly FaceTracks[]): Promise<LearnedRig | null>;
  stop(): Promise<void>;
}

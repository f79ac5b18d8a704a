import type { Analysis } from './analysis.ts';

/** The recogniser in use. Templates of different ids never meet. */
export interface ModelInfo {
  /** For example `onnx/fr_feature-0.0.1-3views`. */
  id: string;
  /** Length of a template. */
  dimension: number;
  /** Cosine of fused templates from which two faces count as the same person's (from the manifest). */
  threshold: number;
  /** Where the threshold comes from, in a sentence. */
  thresholdSource: string;
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
  /** Default 3000, for a frame. */
  timeoutMs?: number;
  /** Default `largest`. */
  main?: MainFace;
  /** Also measure what only photos to enrol need. */
  closely?: boolean;
}

/** How an image is looked at, whatever the time it may take. */
export type How = Required<Omit<LookOptions, 'timeoutMs'>>;

/** Pixels to faces. The work happens in child processes; nothing here blocks the event loop. */
export interface Vision {
  readonly model: ModelInfo;
  /** Whether every worker process has its models loaded and has looked at a picture once. */
  readonly ready: boolean;
  /** Starts the workers and warms them. Rejects with a sentence when the models are missing or altered. */
  start(): Promise<void>;
  /**
   * Looks at one encoded image (JPEG, PNG or WebP). Never rejects: every fault is an `ok: false`,
   * at the latest after `timeoutMs`.
   */
  analyze(image: Uint8Array, options?: LookOptions): Promise<Analysis>;
  stop(): Promise<void>;
}

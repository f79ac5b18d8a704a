import type { Box, Point, QualityMeasures } from '../analysis.ts';
import type { PhotoFinding } from './photo-quality.ts';

/**
 * The faces in a photo, for drawing them on it. In whole pixels of the photo as a viewer shows it, turned upright.
 */
export interface SeenFaces {
  width: number;
  height: number;
  /** The largest first; that one was judged. */
  boxes: Box[];
  /** Of the judged face: eyes, nose tip, corners of the mouth. */
  landmarks: Point[];
}

/** The result for one photo. `seen` is set when a face was found. */
export type PhotoReport = { label: string; seen?: SeenFaces } & (
  | { state: 'good'; quality: QualityMeasures; notes: PhotoFinding[] }
  | { state: 'refused'; findings: PhotoFinding[] }
  /** The same picture was given or enrolled before, so it counts once. */
  | { state: 'repeated'; explanation: string }
);

/** An analysed photo; only a good one has a `template`. */
export interface AnalysedPhoto {
  report: PhotoReport;
  isTurned?: boolean;
  template: Float32Array | null;
  /** By the recogniser to which the installation is moving. */
  nextTemplate?: Float32Array;
}

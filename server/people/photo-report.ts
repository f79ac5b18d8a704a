import type { Box, Point, QualityMeasures } from '../vision/analysis.ts';
import type { PhotoFinding } from './enrolment-gate.ts';

/**
 * Where faces were found in a photo, for drawing that on it: in whole pixels of the photo as a viewer
 * shows it, turned upright.
 */
export interface SeenFaces {
  width: number;
  height: number;
  /** The largest first; that one was judged. */
  boxes: Box[];
  /** Of the judged face: eyes, nose tip, corners of the mouth. */
  landmarks: Point[];
}

/** What came of looking at one photo. `seen` is there when a face was found. */
export type PhotoReport = { label: string; seen?: SeenFaces } & (
  | { state: 'good'; quality: QualityMeasures; notes: PhotoFinding[] }
  | { state: 'refused'; findings: PhotoFinding[] }
  /** The same picture was given or enrolled before, so it counts once. */
  | { state: 'repeated'; explanation: string }
);

/** A photo that was looked at; `template` only when it is good. */
export interface AnalysedPhoto {
  report: PhotoReport;
  isTurned?: boolean;
  template: Float32Array | null;
  /** By the recogniser to which the installation is moving. */
  nextTemplate?: Float32Array;
}

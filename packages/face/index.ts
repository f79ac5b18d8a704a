/** Finds, measures and compares faces in pictures, in child processes. See README.md. */
export {
  type Analysis,
  type AnalysisFailure,
  analysisFailures,
  type Box,
  clippedLuma,
  type Face,
  type FacePatch,
  type FramePrint,
  hasRival,
  lumaSteps,
  type MainFace,
  type ModelInfo,
  type Parallax,
  type Point,
  type QualityMeasures,
  type Vision,
} from './analysis.ts';
export {
  compareFaces,
  type EnrolledTemplates,
  nothingEnrolled,
} from './enrolment/compare-photos.ts';
export { judgePhoto, type PhotoFinding } from './enrolment/photo-quality.ts';
export type { AnalysedPhoto, PhotoReport, SeenFaces } from './enrolment/photo-report.ts';
export {
  type GuideFailure,
  guideLimits,
  type GuideState,
  PoseGuide,
} from './enrolment/pose-guide.ts';
export { type Pose, poses } from './enrolment/poses.ts';
export { concludeFrames, framesForApproval } from './judgement/conclusion.ts';
export { FaceSession } from './judgement/face-session.ts';
export type { FaceSessionOptions, SessionConclusion } from './judgement/session-types.ts';
export { faceForChallenge, judgeFrame } from './judgement/frame-quality.ts';
export { loadOnnxRuntime } from './engines/runtime.ts';
export { Challenger, type DrawTrajectory } from './liveness/challenger.ts';
export { type Novelty, ReplayDetector } from './liveness/replay-detector.ts';
export { dotAt, drawTrajectory, durationOf, type Trajectory } from './liveness/trajectory.ts';
export { fetchModels, verifyModels } from './models/fetch-models.ts';
export {
  type LocalManifest,
  localManifestName,
  type LocalRecogniser,
  readLocalManifest,
  writeLocalManifest,
} from './models/local-manifest.ts';
export {
  type EngineModels,
  type EngineName,
  engineNames,
  licenceOf,
  loadManifest,
  loadNextModels,
  type Manifest,
  shippedRecognisers,
  shippedThreshold,
} from './models/manifest.ts';
export { modelInfoOf } from './models/model-info.ts';
export { type InputPreset, inputPresets, ModelInput } from './models/model-input.ts';
export { ModelsError, type ModelsErrorCode } from './models/models-error.ts';
export type { ModelsFolder } from './models/models-folder.ts';
export { VisionPool } from './pool/vision-pool.ts';
export { SearchQueue } from './search/search-queue.ts';
export { dot, fuse, fuseRecord, samePersonFloor, stricterThreshold } from './search/similarity.ts';
export { isTemplate, TemplateMatrix } from './search/template-matrix.ts';
export { TemplateTransform } from './search/template-transform.ts';
export type { FaceTracks, PairMeasure } from './relief/pair-measure.ts';
export { type LearnedRig, type LearnFault, learnRig } from './relief/learn-rig.ts';
export { describeRig, type RigDescription, RigGeometry } from './relief/rig-geometry.ts';
export type { PairMoment, ReliefAnswer } from './relief/relief-session.ts';
export { isKnocked, type RigTally } from './relief/knocked.ts';

/** Single steps of an analysis and of a challenge, for tools that measure them. */
export { ChallengeAttempt } from '../liveness/challenge-attempt.ts';
export { differenceOf, type Region } from '../liveness/compare-prints.ts';
export { depthAround } from '../tracking/head-depth.ts';
export { meanHead } from '../tracking/mean-head.ts';
export { parallaxOf } from '../tracking/parallax.ts';
export { thinPlate } from '../tracking/thin-plate.ts';
export { fivePoints } from '../landmarks.ts';
export { largestFirst, Pyramid } from '../picture.ts';
export { median } from '../relief/median.ts';
export { ReliefProof, type SeenShape } from '../judgement/relief-proof.ts';
export { sample } from '../sampling.ts';
export { ReliefMeter, type FaceView } from '../relief/relief-meter.ts';

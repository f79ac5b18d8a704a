/** Error rates of a biometric system, with their bounds. See README.md. */
export { compareAll, type AllComparisons, type Compare, type Sample } from './comparisons.ts';
export { meanLive, tradeOff, type TradeOff } from './attacks.ts';
export { measureFused, type FusedMeasurement } from './fused.ts';
export { leastOfGroup, measureGroups, worstToBest, type GroupMeasurement } from './groups.ts';
export { histogramOf, type Histogram } from './histogram.ts';
export {
  detCurve,
  equalErrorRate,
  operatingPoints,
  pairAccuracy,
  type ErrorRates,
  type OperatingPoint,
  type PairAccuracy,
} from './operating-points.ts';
export { count, oneIn, percent, rateText } from './rate-texts.ts';
export { comparisonsFor, rateOf, type Rate } from './rates.ts';
export { reaching, sortScores, thresholdAt, type Scores } from './scores.ts';
export {
  measureStrangers,
  modelledRate,
  modelledThreshold,
  tailOf,
  type StrangersMeasurement,
} from './strangers.ts';

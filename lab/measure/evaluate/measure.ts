import { dot, fuse, type EngineModels, type EngineName } from '#face';
import {
  compareAll,
  measureGroups,
  type GroupMeasurement,
  measureFused,
  type FusedMeasurement,
  histogramOf,
  type Histogram,
  rateOf,
  type Rate,
  detCurve,
  equalErrorRate,
  operatingPoints,
  type ErrorRates,
  type OperatingPoint,
  pairAccuracy,
  type PairAccuracy,
  measureStrangers,
  type StrangersMeasurement,
} from '#biometric-evaluation';
import type { LookedAtSet } from './collection.ts';
import type { PhotoPair } from './data-set.ts';

/** The results of a run. Contains no names, pictures or templates. */
export interface Measurement {
  version: 1;
  dataSet: string;
  /** ISO 8601. */
  date: string;
  engine: EngineName;
  model: string;
  /** The threshold in use; null for a recogniser without calibration. */
  threshold: number | null;
  photos: number;
  people: number;
  /** FTA: photos without a detected face or unreadable ones. */
  failures: Rate;
  pairs: PairAccuracy | null;
  /** Every photo compared with every other; null when nobody has two photos. */
  singles: SinglesMeasurement | null;
  strangers: StrangersMeasurement[];
  /** The groups of the label file; empty without one. */
  groups: GroupMeasurement[];
  fused: FusedMeasurement[];
  histograms: { genuine: Histogram; impostor: Histogram };
}

interface SinglesMeasurement {
  genuine: number;
  impostor: number;
  equalErrorRate: ErrorRates | null;
  points: OperatingPoint[];
  curve: ErrorRates[];
}

export interface MeasureOptions {
  dataSet: string;
  engine: EngineName;
  models: EngineModels;
  pairs: readonly PhotoPair[] | null;
  /** Numbers of photos enrolled and frames fused. */
  fusions: readonly (readonly [enrolled: number, frames: number])[];
  draws: number;
  date: Date;
}

export function measure({ seen, failures }: LookedAtSet, options: MeasureOptions): Measurement {
  const { engine, models, pairs, fusions, draws } = options;
  const { threshold } = models;
  const all = compareAll(seen, dot);
  const { genuine, impostor } = all;
  const byFile = new Map(seen.map(({ file, template }) => [file, template]));
  const photos = seen.length + failures.length;
  return {
    version: 1,
    dataSet: options.dataSet,
    date: options.date.toISOString(),
    engine,
    model: models.recogniser,
    threshold,
    photos,
    people: new Set(seen.map(({ person }) => person)).size,
    failures: rateOf(failures.length, photos),
    pairs: pairs && pairAccuracy(pairs, ({ a, b }) => scoreOf(byFile.get(a), byFile.get(b))),
    singles:
      genuine.length > 0 && impostor.length > 0
        ? {
            genuine: genuine.length,
            impostor: impostor.length,
            equalErrorRate: equalErrorRate(genuine, impostor),
            points: operatingPoints(genuine, impostor),
            curve: detCurve(genuine, impostor),
          }
        : null,
    strangers: measureStrangers(all, threshold),
    groups: measureGroups(all, threshold),
    fused: fusions.flatMap(
      ([enrolled, frames]) =>
        measureFused(seen, { enrolled, frames, draws, threshold }, { compare: dot, fuse }) ?? [],
    ),
    histograms: { genuine: histogramOf(genuine), impostor: histogramOf(impostor) },
  };
}

function scoreOf(one: Float32Array | undefined, other: Float32Array | undefined): number | null {
  return one && other ? dot(one, other) : null;
}

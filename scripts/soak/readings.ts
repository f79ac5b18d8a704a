import { modelProcesses, openFiles, residentMiB } from './processes.ts';

/** How the process stands at one moment. */
export interface Reading {
  /** Minutes since the start. */
  at: number;
  serviceMiB: number;
  modelsMiB: number;
  openFiles: number;
  /** Milliseconds; the 99th percentile since the reading before. */
  eventLoopDelay: number;
}

/** @param metricsUrl of the service, for what only it can know */
export async function read(servicePid: number, metricsUrl: string, at: number): Promise<Reading> {
  const models = modelProcesses(servicePid).map(residentMiB);
  return {
    at,
    serviceMiB: residentMiB(servicePid),
    modelsMiB: models.reduce((sum, each) => sum + each, 0),
    openFiles: openFiles(servicePid),
    eventLoopDelay: 1000 * (await metric(metricsUrl, 'nodejs_eventloop_lag_p99_seconds')),
  };
}

async function metric(url: string, name: string): Promise<number> {
  const text = await fetch(url).then((response) => response.text());
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? NaN);
}

/**
 * Growth per hour by least squares over the second half, when everything has been allocated that
 * will be.
 */
export function slopePerHour(
  readings: readonly Reading[],
  of: (reading: Reading) => number,
): number {
  const half = readings.slice(Math.floor(readings.length / 2));
  const mean = (values: number[]) => values.reduce((sum, each) => sum + each, 0) / values.length;
  const [x, y] = [mean(half.map(({ at }) => at)), mean(half.map(of))];
  const above = half.reduce((sum, reading) => sum + (reading.at - x) * (of(reading) - y), 0);
  const below = half.reduce((sum, { at }) => sum + (at - x) ** 2, 0);
  return below === 0 ? NaN : (60 * above) / below;
}

import { readdirSync, readFileSync } from 'node:fs';
import { table } from '../../scripts/terminal/table.ts';
import { wrapText } from '../../scripts/terminal/text.ts';
import type { DeskTally } from './receptionist.ts';

/** The state of the process at one moment. */
export interface Reading {
  /** Minutes since the start. */
  at: number;
  serviceMiB: number;
  modelsMiB: number;
  openFiles: number;
  /** The 99th percentile since the previous reading, in milliseconds. */
  eventLoopDelay: number;
}

/** @param metricsUrl of the service, for values that only the service knows */
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

/** Returns the growth per hour by least squares over the second half, when all lasting memory has been allocated. */
function slopePerHour(readings: readonly Reading[], of: (reading: Reading) => number): number {
  const half = readings.slice(Math.floor(readings.length / 2));
  const mean = (values: number[]) => values.reduce((sum, each) => sum + each, 0) / values.length;
  const x = mean(half.map(({ at }) => at));
  const y = mean(half.map(of));
  const above = half.reduce((sum, reading) => sum + (reading.at - x) * (of(reading) - y), 0);
  const below = half.reduce((sum, { at }) => sum + (at - x) ** 2, 0);
  return below === 0 ? NaN : (60 * above) / below;
}

/** Returns the service's child processes, which run the models, from Linux's /proc; none on other systems. */
export function modelProcesses(servicePid: number): number[] {
  const threads = namesIn(`/proc/${servicePid}/task`);
  const children = threads.flatMap((thread) =>
    textOf(`/proc/${servicePid}/task/${thread}/children`).trim().split(' '),
  );
  return children.filter((pid) => pid !== '').map(Number);
}

/** Resident memory in MiB; NaN where it is unknown. */
function residentMiB(pid: number): number {
  const kiB = /^VmRSS:\s+(\d+) kB$/m.exec(textOf(`/proc/${pid}/status`))?.[1];
  return kiB === undefined ? NaN : Number(kiB) / 1024;
}

function openFiles(pid: number): number {
  return namesIn(`/proc/${pid}/fd`).length;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** The result of one kind of happening. */
export interface SoakTally {
  what: string;
  times: number;
  letIn: number;
  held: number;
  /** Let in or held, although another answer was right. */
  wrong: number;
  /** Answered after the deadline, or never. */
  late: number;
  slowestMs: number;
}

/** A longer label would make the table wider than 80 columns. */
const labelWidth = 29;
/** With fewer readings, the report shows no growth. */
const fewReadings = 60;

/** The result for people, in 80 columns. */
export function soakReport(
  tallies: readonly SoakTally[],
  readings: readonly Reading[],
  desk: DeskTally,
): string {
  const decisions = [...tallies, totalOf(tallies)].map(
    ({ what, times, letIn, held, wrong, late, slowestMs }) => {
      const slowest = `${(slowestMs / 1000).toFixed(1)} s`;
      return [wrapText(what, '', '', labelWidth), times, letIn, held, wrong, late, slowest];
    },
  );
  const lines: [string, (reading: Reading) => number][] = [
    ['memory of the service, MiB', ({ serviceMiB }) => serviceMiB],
    ['memory of the models, MiB', ({ modelsMiB }) => modelsMiB],
    ['open files', (reading) => reading.openFiles],
    ['event loop delay, p99, ms', ({ eventLoopDelay }) => eventLoopDelay],
  ];
  const process = lines.map(([what, of]) => {
    const values = readings.map(of);
    const numbers = [values[0] ?? NaN, values.at(-1) ?? NaN, Math.max(...values)];
    const slope = readings.length < fewReadings ? '' : addSign(slopePerHour(readings, of));
    return [what, ...numbers.map((n) => n.toFixed(0)), slope];
  });
  return [
    table(['', 'times', '200', '412', 'wrong', 'late', 'slowest'], decisions),
    inWords(desk),
    table(['', 'first', 'last', 'highest', 'an hour'], process),
  ].join('\n\n');
}

function inWords({ held, withinSecond, missing, slowestMs, seenTo, refused }: DeskTally): string {
  return [
    `The desk: of ${held} held, ${withinSecond} had their card within a second of the answer`,
    `(slowest ${(slowestMs / 1000).toFixed(2)} s), ${missing} had none; ${seenTo} were seen to, ${refused} refused.`,
  ].join('\n');
}

export function totalOf(tallies: readonly SoakTally[]): SoakTally {
  const all = (of: (tally: SoakTally) => number) =>
    tallies.reduce((total, each) => total + of(each), 0);
  return {
    what: 'all',
    times: all(({ times }) => times),
    letIn: all(({ letIn }) => letIn),
    held: all(({ held }) => held),
    wrong: all(({ wrong }) => wrong),
    late: all(({ late }) => late),
    slowestMs: Math.max(0, ...tallies.map(({ slowestMs }) => slowestMs)),
  };
}

function addSign(slope: number): string {
  return `${slope > 0 ? '+' : ''}${slope.toFixed(1)}`;
}

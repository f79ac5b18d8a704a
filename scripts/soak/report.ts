import Table from 'cli-table3';
import { slopePerHour, type Reading } from './readings.ts';

/** What came of one kind of happening. */
export interface Tally {
  what: string;
  times: number;
  letIn: number;
  held: number;
  /** Let in or held against what is right. */
  wrong: number;
  /** Answered after the deadline, or not at all. */
  late: number;
  slowestMs: number;
}

/** From fewer no growth can be told. */
const fewReadings = 60;

/** What was seen, for people, in 80 columns. */
export function reportOf(tallies: readonly Tally[], readings: readonly Reading[]): string {
  const style = { head: [], border: [], compact: true };
  const decisions = new Table({
    head: ['', 'times', '200', '412', 'wrong', 'late', 'slowest'],
    colWidths: [31, 7, 6, 6, 7, 6, 9],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right', 'right'],
    wordWrap: true,
    style,
  });
  for (const { what, times, letIn, held, wrong, late, slowestMs } of [...tallies, sum(tallies)]) {
    decisions.push([what, times, letIn, held, wrong, late, `${(slowestMs / 1000).toFixed(1)} s`]);
  }
  const process = new Table({
    head: ['', 'first', 'last', 'highest', 'an hour'],
    colAligns: ['left', 'right', 'right', 'right', 'right'],
    style,
  });
  const lines: [string, (reading: Reading) => number][] = [
    ['memory of the service, MiB', ({ serviceMiB }) => serviceMiB],
    ['memory of the models, MiB', ({ modelsMiB }) => modelsMiB],
    ['open files', (reading) => reading.openFiles],
    ['event loop delay, p99, ms', ({ eventLoopDelay }) => eventLoopDelay],
  ];
  for (const [what, of] of lines) {
    const values = readings.map(of);
    const numbers = [values[0] ?? NaN, values.at(-1) ?? NaN, Math.max(...values)];
    const slope = readings.length < fewReadings ? '' : signed(slopePerHour(readings, of));
    process.push([what, ...numbers.map((n) => n.toFixed(0)), slope]);
  }
  return `${decisions.toString()}\n\n${process.toString()}`;
}

function sum(tallies: readonly Tally[]): Tally {
  const all = (of: (tally: Tally) => number) =>
    tallies.reduce((total, each) => total + of(each), 0);
  return {
    what: 'all',
    times: all(({ times }) => times),
    letIn: all(({ letIn }) => letIn),
    held: all(({ held }) => held),
    wrong: all(({ wrong }) => wrong),
    late: all(({ late }) => late),
    slowestMs: Math.max(...tallies.map(({ slowestMs }) => slowestMs)),
  };
}

function signed(slope: number): string {
  return `${slope > 0 ? '+' : ''}${slope.toFixed(1)}`;
}

import { table } from '../../../scripts/terminal/table.ts';
import { wrapText } from '../../../scripts/terminal/text.ts';
import { totalOf, type Reading } from '../readings.ts';
import { passedInspection as isFoundWell } from './examine.ts';
import type { InstancesSoaked } from './soak-instances.ts';
import type { CallTally } from './tallies.ts';

/** A longer label would make the table wider than 80 columns. */
const labelWidth = 21;

/** Whether nothing was wrong. */
export function isWell({ tallies, found, putBack, troubles }: InstancesSoaked): boolean {
  const wrongs = [...tallies.wrongs, ...(putBack?.wrong ?? []), ...troubles];
  return wrongs.length === 0 && isFoundWell(found);
}

/** The result for scripts. */
export function jsonOf(soaked: InstancesSoaked): Record<string, unknown> {
  const { tallies, ...rest } = soaked;
  const faults = tallies.faults.map(({ what, from, over, well }) => ({
    what,
    at: tallies.minutes(from),
    brokenSeconds: (over - from) / 1000,
    recoverySeconds: (well - over) / 1000,
  }));
  return {
    calm: [...tallies.calm.values()],
    amid: [...tallies.amid.values()],
    faults,
    wrongs: tallies.wrongs,
    ...rest,
  };
}

/** The result for people, in 80 columns. */
export function instancesReport(soaked: InstancesSoaked): string {
  const { tallies, readings, starts, found, putBack, troubles, load } = soaked;
  const { messages } = found;
  const lines = [
    `${found.answered} jobs were answered: ${found.missing.length} of them not stored, ${found.otherwise.length} stored`,
    `otherwise; ${found.forged.length} forged ones stored. ${found.reviews} reviews: ${found.untold.length} without a notification,`,
    `${found.miscarded.length} have no card at the desk, or an approval has one.`,
    `${messages.stored} messages: ${messages.delivered} delivered, ${messages.undelivered.length} not; ${messages.twiceAmidFault} twice because of a`,
    `fault, ${messages.twice.length} twice without one; the receiver failed ${messages.failures} times.`,
    `The audit record: ${found.record.length === 0 ? 'whole' : found.record.join('; ')}.`,
    `Left behind: ${found.leftBehind.length === 0 ? 'nothing' : found.leftBehind.join(', ')}.`,
    ...(putBack
      ? [
          `At the end an older copy was put back under the services: ${putBack.calls} calls, ${putBack.letIn} let in,`,
          `${putBack.wrong.length} wrong, up to ${seconds(putBack.slowestMs)}.`,
          ...putBack.wrong.map((each) => `  ${each}`),
        ]
      : []),
    `Load of the machine: ${load.toFixed(1)} on average.`,
    ...troubles,
  ];
  const wrongs = tallies.wrongs
    .slice(0, 20)
    .map(
      ({ at, jobId, what, amid, answers }) =>
        `  minute ${at.toFixed(1)}, ${jobId}\n    ${what}${amid === null ? '' : `, amid: ${amid}`}\n${answers.map((each) => `    ${each}`).join('\n')}`,
    );
  return [
    tallyTable('while all was well', [...tallies.calm.values()]),
    tallyTable('while something was broken', [...tallies.amid.values()]),
    recoveries(soaked),
    processes(readings, starts),
    lines.join('\n'),
    ...(wrongs.length === 0 ? [] : [`Wrong, late or different:\n${wrongs.join('\n')}`]),
  ].join('\n\n');
}

function tallyTable(head: string, tallies: readonly CallTally[]): string {
  const rows = [...tallies, sum(tallies)].map((tally) => {
    const { what, times, letIn, held, resent, late, slowestMs } = tally;
    const wrong = tally.letInWrongly + tally.wrong + tally.different;
    const label = wrapText(what, '', '', labelWidth);
    return [label, times, letIn, held, resent, wrong, late, seconds(slowestMs)];
  });
  return table([head, 'times', '200', '412', 'resent', 'wrong', 'late', 'up to'], rows);
}

function sum(tallies: readonly CallTally[]): CallTally {
  const all = (of: (tally: CallTally) => number) =>
    tallies.reduce((total, each) => total + of(each), 0);
  return {
    ...totalOf(tallies),
    resent: all(({ resent }) => resent),
    letInWrongly: all(({ letInWrongly }) => letInWrongly),
    different: all(({ different }) => different),
  };
}

/** Times from the end of each fault's cause until everything was well. */
function recoveries({ tallies }: InstancesSoaked): string {
  const kinds = [...new Set(tallies.faults.map((fault) => fault.what))];
  const rows = kinds.map((what) => {
    const times = tallies.faults
      .filter((fault) => fault.what === what)
      .map(({ over, well }) => well - over)
      .sort((a, b) => a - b);
    const median = times[Math.floor(times.length / 2)] ?? NaN;
    return [what, times.length, seconds(median), seconds(times.at(-1) ?? NaN)];
  });
  return table(['what was broken', 'times', 'well again after', 'at most'], rows);
}

function processes(readings: readonly Reading[][], starts: readonly number[]): string {
  const rows: string[][] = [];
  const lines: [string, (reading: Reading) => number][] = [
    ['memory of the service, MiB', ({ serviceMiB }) => serviceMiB],
    ['memory of the models, MiB', ({ modelsMiB }) => modelsMiB],
    ['open files', ({ openFiles }) => openFiles],
    ['event loop delay, p99, ms', ({ eventLoopDelay }) => eventLoopDelay],
  ];
  readings.forEach((each, i) => {
    rows.push([`instance ${i + 1}, started ${starts[i]} times`, '', '', '', '']);
    for (const [what, of] of lines) {
      const values = each.map(of);
      const at = [values[0], values[Math.floor(values.length / 2)], values.at(-1)];
      const numbers = [...at.map((value) => value ?? NaN), Math.max(...values)];
      rows.push([`  ${what}`, ...numbers.map((number) => number.toFixed(0))]);
    }
  });
  return table(['', 'first', 'half', 'last', 'highest'], rows);
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

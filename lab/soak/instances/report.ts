import { table } from '../../../scripts/terminal/table.ts';
import { wrapText } from '../../../scripts/terminal/text.ts';
import { totalOf } from '../readings.ts';
import type { InstancesSoaked } from './soak-instances.ts';
import type { CallTally, Tallies } from './tallies.ts';

/** A longer label would make the table wider than 80 columns. */
const labelWidth = 21;
const wrongsShown = 20;

/** Whether nothing was wrong. */
export function isWell({ tallies, found, troubles }: InstancesSoaked): boolean {
  return [...tallies.wrongs, ...troubles, ...Object.values(found).flat()].length === 0;
}

/** The result for people, in 80 columns. */
export function instancesReport({ tallies, found, troubles }: InstancesSoaked): string {
  const { held, calls } = tallies.heldInFaults;
  const inDatabase = Object.entries(found).flatMap(([what, cases]) => [
    `${cases.length} ${what}`,
    ...cases.slice(0, wrongsShown).map((each) => `  ${each}`),
  ]);
  const wrongs = tallies.wrongs.slice(0, wrongsShown).map(({ at, jobId, what, amid, answers }) => {
    const when = `minute ${at.toFixed(1)}, ${jobId}, amid ${amid ?? 'no fault'}`;
    return [`  ${when}`, what, ...answers].join('\n    ');
  });
  return [
    tallyTable('while all was well', Object.values(tallies.calm)),
    tallyTable('while something was broken', Object.values(tallies.amid)),
    `Held in faults: ${held} of ${calls} calls for people who are let in otherwise.`,
    recoveries(tallies),
    `Of ${tallies.answered.length} answered jobs, in the database:\n${inDatabase.join('\n')}`,
    ...troubles,
    ...(wrongs.length === 0 ? [] : [`Wrong, late or different:\n${wrongs.join('\n')}`]),
  ].join('\n\n');
}

function tallyTable(head: string, tallies: readonly CallTally[]): string {
  const resent = tallies.reduce((sum, tally) => sum + tally.resent, 0);
  const rows = [...tallies, { ...totalOf(tallies), resent }].map((tally) => {
    const { what, times, letIn, held, wrong, late, slowestMs } = tally;
    const label = wrapText(what, '', '', labelWidth);
    return [label, times, letIn, held, tally.resent, wrong, late, seconds(slowestMs)];
  });
  return table([head, 'times', '200', '412', 'resent', 'wrong', 'late', 'up to'], rows);
}

/** Times from the end of each fault's cause until everything was well. */
function recoveries({ faults }: Tallies): string {
  const kinds = [...new Set(faults.map((fault) => fault.what))];
  const rows = kinds.map((what) => {
    const all = faults.filter((fault) => fault.what === what);
    const longest = Math.max(...all.map(({ over, well }) => well - over));
    return [what, all.length, seconds(longest)];
  });
  return table(['what was broken', 'times', 'well again after at most'], rows);
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

import type { Db } from '../../server/store/schema.ts';
import { latestDurations } from '../../server/store/tables/sign-ins.ts';
import { ok, warning, type Finding } from './finding.ts';

const latest = 200;
/** Fewer say nothing. */
const least = 10;
/** More than one in ten out of time is no accident. */
const tooManyLate = 0.1;

/** Do the sign-ins of this lobby fit into the deadline? */
export async function examineDeadline(db: Db, deadlineMs: number): Promise<Finding[]> {
  const about = 'Deadline';
  const seconds = `${deadlineMs / 1000} s`;
  const times = await latestDurations(db, latest);
  if (times.length < least) {
    const found = `${seconds}; ${times.length} sign-ins with the camera are too few to judge it.`;
    return [ok('deadline', about, found)];
  }
  const sorted = times.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
  const slow = (sorted[Math.floor(sorted.length * 0.95)] ?? 0) / 1000;
  const late = times.filter(({ reason }) => reason === 'timed_out').length;
  const found = `${seconds}; 95 % of the last ${times.length} sign-ins took up to ${slow.toFixed(1)} s, and ${late} ran out of time.`;
  if (late / times.length <= tooManyLate) return [ok('deadline', about, found)];
  const todo =
    'Look at the light before the camera and at the load of this machine (npm run bench), or set VESTIBULE_DEADLINE_SECONDS higher, to 25 at most.';
  return [warning('deadline', about, found, todo)];
}

import { execFile } from 'node:child_process';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { projectRoot } from '#server/config/environment.ts';
import { ownJobIds } from '#server/sign-in/own-job-ids.ts';
import type { SoakInstallation } from './installation.ts';
import type { Tallies } from './tallies.ts';

/** What the database contains after the soak. */
export interface Inspection {
  /** Jobs that were answered. */
  answered: number;
  /** Answered jobs that are not stored, or stored with another verdict. */
  missing: string[];
  otherwise: string[];
  /** Forged calls that left something in the store. */
  forged: string[];
  /** Stored reviews, and those without a notification. */
  reviews: number;
  untold: string[];
  /** Reviews without a card at the desk, and approvals with a card. */
  miscarded: string[];
  messages: Messages;
  /** Rows that should have been deleted. */
  leftBehind: string[];
  /** Data folders whose audit record is not intact, with the message. */
  record: string[];
}

interface Messages {
  stored: number;
  delivered: number;
  /** Messages that are pending or given up. */
  undelivered: string[];
  /** Messages delivered twice, because a fault came between the sending and its record. */
  twiceAmidFault: number;
  /** Messages delivered twice without a fault. */
  twice: string[];
  failures: number;
}

/** The lease of a killed sender ends within two minutes, and a retry may wait that long, too. */
const drainMs = 240_000;
/** Time around a fault in which a message may be sent and not yet recorded. */
const noteMs = 10_000;

/** Waits until all work after the sign-ins is done, and compares. The services keep running. */
export async function examine(
  installation: SoakInstallation,
  tallies: Tallies,
): Promise<Inspection> {
  const until = performance.now() + drainMs;
  while (performance.now() < until && (await isAtWork(installation, tallies))) await wait(500);
  const verdicts = await storedVerdicts(installation);
  const { answered, forged } = tallies;
  const untold = await installation.sql<{ job_id: string }>(
    `select job_id from sign_ins where verdict = 'review'
      and not exists (select 1 from outbox where about = 'sign-in:' || job_id)`,
  );
  const miscarded = await installation.sql<{ job_id: string }>(
    `select sign_ins.job_id from sign_ins left join desk_cards using (job_id)
      where case verdict when 'review' then desk_cards.job_id is null
        else desk_cards.job_id is not null and desk_cards.seen_at is null end`,
  );
  return {
    answered: answered.length,
    missing: answered
      .filter(({ jobId }) => !verdicts.has(jobId))
      .map(({ jobId, what, amid }) => `${jobId}: ${what}, amid ${amid}`),
    otherwise: answered
      .filter(
        ({ jobId, verdict }) => verdict && verdicts.has(jobId) && verdicts.get(jobId) !== verdict,
      )
      .map(({ jobId, verdict, what, amid }) => `${jobId}: ${what}, ${verdict}, amid ${amid}`),
    forged: forged.filter((jobId) => verdicts.has(jobId)),
    reviews: [...verdicts.values()].filter((verdict) => verdict === 'review').length,
    // A card about a gap is no visitor's, and the desk alone shows it.
    untold: untold
      .map(({ job_id }) => job_id)
      .filter((jobId) => !jobId.startsWith(ownJobIds.withoutCard)),
    miscarded: miscarded.map(({ job_id }) => job_id),
    messages: await messagesOf(installation, tallies),
    leftBehind: await leftBehind(installation),
    record: await examineRecord(installation),
  };
}

export function passedInspection(found: Inspection): boolean {
  const { missing, otherwise, forged, untold, miscarded, messages, record } = found;
  const jobs = [missing, otherwise, forged, untold, miscarded];
  const { undelivered, twice } = messages;
  return [...jobs, undelivered, twice, found.leftBehind, record].every(
    ({ length }) => length === 0,
  );
}

/** Returns the stored verdicts by job. */
async function storedVerdicts(installation: SoakInstallation): Promise<Map<string, string>> {
  const rows = await installation.sql<{ job_id: string; verdict: string }>(
    'select job_id, verdict from sign_ins',
  );
  return new Map(rows.map(({ job_id, verdict }) => [job_id, verdict]));
}

async function isAtWork(installation: SoakInstallation, { answered }: Tallies): Promise<boolean> {
  const [row] = await installation.sql<{ left: string }>(
    `select (select count(*) from shared_work where kind <> 'enrolment')
      + (select count(*) from outbox where state = 'waiting') as left`,
  );
  if (Number(row?.left) > 0) return true;
  // The service stores late what it could not store in time.
  const verdicts = await storedVerdicts(installation);
  return answered.some(({ jobId, verdict }) => {
    const stored = verdicts.get(jobId);
    return stored === undefined || (verdict !== null && stored !== verdict);
  });
}

async function messagesOf(installation: SoakInstallation, { faults }: Tallies): Promise<Messages> {
  const { delivered, failures } = installation.receiver;
  const rows = await installation.sql<{ id: string; state: string }>(
    'select id, state from outbox',
  );
  const undelivered = rows
    .filter(({ id, state }) => state !== 'sent' || !delivered.has(id))
    .map(({ id, state }) => `${id}: ${state}`);
  const isAmidFault = (at: number) =>
    faults.some(({ from, until }) => at > from - noteMs && at < until + noteMs);
  const twice = [...delivered].filter(([, times]) => times.length > 1);
  const unexplained = twice.filter(([, times]) => !times.slice(0, -1).every(isAmidFault));
  return {
    stored: rows.length,
    delivered: delivered.size,
    undelivered,
    twiceAmidFault: twice.length - unexplained.length,
    twice: unexplained.map(([id]) => id),
    failures,
  };
}

async function leftBehind(installation: SoakInstallation): Promise<string[]> {
  const alive = `(select id from instances
    where beat_ms > extract(epoch from clock_timestamp()) * 1000 - 4000)`;
  const counts = {
    'sign-ins that are said to be held, and presses':
      "select count(*) from shared_work where kind <> 'enrolment'",
    'lobby screens of instances that are gone': `select count(*) from instance_kiosks
      where instance_id not in ${alive}`,
    // The next instance that starts deletes these rows.
    'instances that had been gone for more than ten minutes when another one came': `select count(*)
      from instances where beat_ms < (select max(started_ms) from instances) - 610000`,
  };
  const found: string[] = [];
  for (const [what, statement] of Object.entries(counts)) {
    const [row] = await installation.sql<{ count: string }>(statement);
    if (Number(row?.count) > 0) found.push(`${row?.count} ${what}`);
  }
  return found;
}

/** Verifies the audit record of each service with the operator's command. */
async function examineRecord({ instances, databaseUrl }: SoakInstallation): Promise<string[]> {
  const command = path.join(projectRoot, 'dist/scripts/vestibule.js');
  const found: string[] = [];
  for (const { dataDir, number } of instances) {
    await promisify(execFile)(process.execPath, [command, 'audit', 'verify'], {
      env: {
        PATH: process.env['PATH'],
        VESTIBULE_DATA_DIR: dataDir,
        VESTIBULE_DATABASE_URL: databaseUrl,
      },
    }).catch((error: { stdout?: string; stderr?: string }) => {
      found.push(`instance ${number + 1}: ${error.stdout ?? ''}${error.stderr ?? ''}`);
    });
  }
  return found;
}

import { setTimeout as wait } from 'node:timers/promises';
import { ownJobIds } from '#server/sign-in/own-job-ids.ts';
import { command } from '../happenings.ts';
import type { SoakInstallation } from './installation.ts';
import type { Tallies } from './tallies.ts';

/** What is wrong in the database after the soak: the cases by what they have in common. */
export type Inspection = Record<string, string[]>;

/** The lease of a killed sender ends within two minutes, and a retry may wait that long, too. */
const drainMs = 240_000;
const unfinished = "select id from shared_work where kind <> 'enrolment'";
const unsent = "select id from outbox where state <> 'sent'";

/** Waits until all work after the sign-ins is done, and compares. The services keep running. */
export async function examine(
  installation: SoakInstallation,
  { answered, forged }: Tallies,
): Promise<Inspection> {
  const ids = async (statement: string) =>
    (await installation.sql<{ id: string }>(statement)).map(({ id }) => id);
  const compare = async () => {
    const rows = await installation.sql<{ job_id: string; verdict: string }>(
      'select job_id, verdict from sign_ins',
    );
    const stored = new Map(rows.map(({ job_id, verdict }) => [job_id, verdict]));
    const isOther = (jobId: string, verdict: string | null) =>
      verdict !== null && stored.has(jobId) && stored.get(jobId) !== verdict;
    const inWords = ({ jobId, verdict, what, amid }: Tallies['answered'][number]) =>
      `${jobId}: ${what}, ${verdict ?? 'either'}, amid ${amid ?? 'no fault'}`;
    return {
      'answered, and not stored': answered.filter(({ jobId }) => !stored.has(jobId)).map(inWords),
      'stored with another verdict': answered
        .filter(({ jobId, verdict }) => isOther(jobId, verdict))
        .map(inWords),
      'forged, and stored': forged.filter((jobId) => stored.has(jobId)),
      'left behind as held or under way': await ids(unfinished),
      'messages that were not sent': await ids(unsent),
    };
  };
  const until = performance.now() + drainMs;
  let compared = await compare();
  // The service stores late what it could not store in time.
  while (performance.now() < until && Object.values(compared).some(({ length }) => length > 0)) {
    await wait(500);
    compared = await compare();
  }
  return {
    ...compared,
    // A card about a gap is no visitor's, and the desk alone shows it.
    'reviews without a message': await ids(
      `select job_id as id from sign_ins where verdict = 'review'
        and job_id not like '${ownJobIds.withoutCard}%'
        and not exists (select 1 from outbox where about = 'sign-in:' || job_id)`,
    ),
    'reviews without a card, or approvals with one': await ids(
      `select job_id as id from sign_ins left join desk_cards using (job_id)
        where case verdict when 'review' then desk_cards.job_id is null
          else desk_cards.job_id is not null and desk_cards.seen_at is null end`,
    ),
    'faults of the audit record': await examineRecord(installation),
  };
}

/** Verifies the audit record of each service with the operator's command. */
async function examineRecord({ instances, databaseUrl }: SoakInstallation): Promise<string[]> {
  const settings = { VESTIBULE_DATABASE_URL: databaseUrl };
  const found: string[] = [];
  for (const instance of instances) {
    await command(instance, ['audit', 'verify'], settings).catch(
      ({ stdout = '', stderr = '' }: { stdout?: string; stderr?: string }) =>
        found.push(`instance ${instance.number + 1}: ${stdout}${stderr}`),
    );
  }
  return found;
}

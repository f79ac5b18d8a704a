import type { Db } from '../schema.ts';

/** A decided sign-in as the history shows it. */
export interface HistoryRow {
  jobId: string;
  receivedAt: Date;
  verdict: string;
  reason: string;
  locationId: string | null;
  locationName: string | null;
  flow: string | null;
  /** Of the enrolled person whom it was about, as long as they are enrolled. */
  personName: string | null;
}

export interface HistoryFilter {
  /** From inclusive, to exclusive. */
  from: Date;
  to: Date;
  locationId: string | null;
  reason: string | null;
  /** Where the page before ended; the newest come first. */
  before: { receivedAt: Date; jobId: string } | null;
  limit: number;
}

export async function signInHistory(db: Db, filter: HistoryFilter): Promise<HistoryRow[]> {
  const { from, to, locationId, reason, before, limit } = filter;
  return db
    .selectFrom('sign_ins')
    .leftJoin('people', 'people.id', 'sign_ins.claimedPersonId')
    .select((row) => [
      'sign_ins.jobId',
      'sign_ins.receivedAt',
      'sign_ins.verdict as verdict',
      'sign_ins.reason as reason',
      'sign_ins.locationId',
      'sign_ins.flow as flow',
      'people.name as personName',
      row
        .selectFrom('envoy_installs')
        .select('locationName')
        .whereRef('envoy_installs.locationId', '=', 'sign_ins.locationId')
        .limit(1)
        .as('locationName'),
    ])
    .where('sign_ins.receivedAt', '>=', from)
    .where('sign_ins.receivedAt', '<', to)
    .$if(locationId !== null, (query) => query.where('sign_ins.locationId', '=', locationId))
    .$if(reason !== null, (query) => query.where('sign_ins.reason', '=', reason!))
    .$if(before !== null, (query) =>
      query.where((row) =>
        row.or([
          row('sign_ins.receivedAt', '<', before!.receivedAt),
          row.and([
            row('sign_ins.receivedAt', '=', before!.receivedAt),
            row('sign_ins.jobId', '<', before!.jobId),
          ]),
        ]),
      ),
    )
    .orderBy('sign_ins.receivedAt', 'desc')
    .orderBy('sign_ins.jobId', 'desc')
    .limit(limit)
    .execute();
}

import { keyInUse } from '../keys/keyring.ts';
import { alteredAfter } from '../keys/person-seal.ts';
import type { Db } from '../store/schema.ts';
import {
  approvalsNotOnRecord,
  auditEventsAfter,
  missingAuditGuards,
  type AuditEventRow,
} from '../store/tables/audit-events.ts';
import { chainStart, hashEvent } from './record.ts';
import { sealingKey, type SealSource, sealStatusOf, type SealFault } from './sealing.ts';

export interface Verification {
  events: number;
  firstAt: string | null;
  lastAt: string | null;
  lastHash: string | null;
  /** Null when there is no seal or no key to check it. */
  sealedSeq: number | null;
  faults: AuditFault[];
}

export interface AuditFault {
  code:
    | 'altered'
    | 'gap'
    | 'unlinked'
    | 'guards_missing'
    | 'approval_unrecorded'
    | 'person_altered'
    | 'seal_unchecked'
    | SealFault;
  /** Number of the event with the fault. */
  seq: number | null;
  /** The job id of the affected sign-in. */
  jobId?: string;
  personId?: string;
}

const perPage = 1000;
/** Stops here, because a rewritten record would give a fault for each event. */
const maxFaults = 100;

/**
 * Checks the whole record against its seal, and the stored approvals against the record: something else stored an
 * approval that is not on record. Changes nothing.
 */
export async function verifyRecord(sealing: SealSource): Promise<Verification> {
  const { db, templateKeyFile, auditSealFile } = sealing;
  // Reads the seal first, so that new events come after it. Uses the write lock, so that the key and the seal are
  // from one moment.
  const { seal, isChecked, fault } = await db.transaction().execute(async (transaction) => {
    const key = await sealingKey(transaction, templateKeyFile);
    return sealStatusOf(transaction, auditSealFile, key);
  });
  const chain = await walk(db);
  const faults = chain.faults;
  if ((await missingAuditGuards(db)).length > 0) faults.push({ code: 'guards_missing', seq: null });
  for (const jobId of await approvalsNotOnRecord(db, maxFaults)) {
    faults.push({ code: 'approval_unrecorded', seq: null, jobId });
  }
  for (const personId of await peopleAltered(sealing)) {
    faults.push({ code: 'person_altered', seq: null, personId });
  }
  if (fault) faults.push({ code: fault, seq: seal?.seq ?? null });
  else if (seal && !isChecked) faults.push({ code: 'seal_unchecked', seq: null });
  return { ...chain, sealedSeq: isChecked ? (seal?.seq ?? null) : null, faults };
}

/** People who do not match their seal; none without a key. */
async function peopleAltered({ db, templateKeyFile }: SealSource): Promise<string[]> {
  const altered: string[] = [];
  for (let last: string | null = ''; last !== null && altered.length < maxFaults;) {
    const after: string = last;
    // Reads page and key in one transaction. The next page does not block other writers.
    const page = await db
      .transaction()
      .setAccessMode('read only')
      .execute(async (transaction) => {
        const key = await keyInUse(transaction, templateKeyFile);
        return key && alteredAfter(transaction, key, after);
      });
    altered.push(...(page?.altered ?? []));
    last = page?.last ?? null;
  }
  return altered.slice(0, maxFaults);
}

async function walk(db: Db): Promise<Omit<Verification, 'sealedSeq'>> {
  const faults: AuditFault[] = [];
  let first: AuditEventRow | undefined;
  let last: AuditEventRow | undefined;
  let events = 0;
  for (;;) {
    const page = await auditEventsAfter(db, last?.seq ?? 0, perPage);
    for (const event of page) {
      const code = faultOf(event, last);
      if (code && faults.length < maxFaults) faults.push({ code, seq: event.seq });
      first ??= event;
      last = event;
      events++;
    }
    if (page.length < perPage) break;
  }
  const [firstAt = null, lastAt = null, lastHash = null] = [first?.at, last?.at, last?.hash];
  return { events, firstAt, lastAt, lastHash, faults };
}

function faultOf(
  event: AuditEventRow,
  before: AuditEventRow | undefined,
): AuditFault['code'] | null {
  if (event.seq !== (before?.seq ?? 0) + 1) return 'gap';
  if (event.previousHash !== (before?.hash ?? chainStart)) return 'unlinked';
  return event.hash === hashEvent(event) ? null : 'altered';
}

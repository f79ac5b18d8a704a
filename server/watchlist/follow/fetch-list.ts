import { rm } from 'node:fs/promises';
import path from 'node:path';
import { nearest } from '#base/schema';
import { programVersion } from '../../config/environment.ts';
import { backOffMs, DeliveryError } from '#base/http';
import type { Db } from '../../store/schema.ts';
import { noteFollowedList, type FollowedListRow } from './followed-list-rows.ts';
import {
  downloadList,
  followableNames,
  followableOf,
  ListError,
  type FetchedFile,
  type Followable,
} from '#sanctions-lists';
import { OperatorError } from '../../platform/operator-error.ts';
import { importList, type Imported } from '../import-list.ts';
import { makeTemporaryFolder } from '#base/files';

/** The result of checking a publisher's address. */
export type LookResult =
  /** The file has not changed. */
  | { state: 'unchanged' }
  | { state: 'in_force' | 'proposed'; imported: Imported }
  /** A code, never what a server said. */
  | { state: 'failed'; fault: string };

interface ListLookOptions {
  actor: string;
  now: Date;
  /** Maximum milliseconds without data from the publisher. */
  stallMs?: number;
  maxBytes?: number;
  signal?: AbortSignal;
  /** 0 to 1; default: random. */
  random?: number;
}

const hourMs = 3600_000;
/** Bytes. The longest list had 29 MB in 2026. */
const maxListBytes = 256 * 1024 ** 2;
const wholeTimeoutMs = 30 * 60_000;

/** Downloads a list into a folder that is deleted after `work`. @throws as `download` */
async function withFetched<T>(
  known: Followable,
  row: Pick<FollowedListRow, 'address' | 'etag' | 'lastModified'>,
  { stallMs = 60_000, maxBytes = maxListBytes, signal }: Omit<ListLookOptions, 'now' | 'actor'>,
  work: (fetched: FetchedFile | null, file: string) => Promise<T>,
): Promise<T> {
  const folder = makeTemporaryFolder('list');
  try {
    const file = path.join(folder, 'list');
    const whole = AbortSignal.timeout(wholeTimeoutMs);
    const fetched = await downloadList(row.address ?? known.address, {
      file,
      validators: row,
      maxBytes,
      stallMs,
      signal: signal ? AbortSignal.any([signal, whole]) : whole,
      userAgent: `vestibule/${programVersion()}`,
    });
    return await work(fetched, file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Checks whether a publisher has a newer list, and puts that in force. A failure is noted, the list in force stays, and
 * a later call retries. Uses much processor time: not for the process that answers Envoy.
 * @throws only the database's errors
 */
export async function lookAtPublisher(
  db: Db,
  known: Followable,
  row: FollowedListRow,
  looking: ListLookOptions,
): Promise<LookResult> {
  const { now, random = Math.random() } = looking;
  const note = noteFollowedList.bind(null, db, row.name);
  try {
    const { looked, seen } = await withFetched(known, row, looking, (fetched, file) =>
      judge(db, known, row, { fetched, file, actor: looking.actor, now }),
    );
    const standing = seen.standing ?? row.standing;
    await note({
      ...seen,
      lookedAt: now,
      failures: 0,
      fault: null,
      dueAt: after(now, known.everyHours * hourMs * (0.9 + random / 5)),
      ...(standing === 'in_force' && { currentAt: now }),
    });
    return looked;
  } catch (error) {
    const fault = fetchFault(error);
    if (fault === null) throw error;
    const failures = row.failures + 1;
    await note({
      lookedAt: now,
      failures,
      fault,
      dueAt: nextTry(known, failures, error, now, random),
    });
    return { state: 'failed', fault };
  }
}

/** The actor and the time. */
type By = Pick<ListLookOptions, 'actor' | 'now'>;

interface Judged {
  looked: LookResult;
  /** The properties of the file to store. */
  seen: Partial<FetchedFile & Pick<FollowedListRow, 'standing'>>;
}

async function judge(
  db: Db,
  known: Followable,
  row: FollowedListRow,
  { fetched, file, ...by }: { fetched: FetchedFile | null; file: string } & By,
): Promise<Judged> {
  if (fetched === null) return { looked: { state: 'unchanged' }, seen: {} };
  if (fetched.sha256 === row.sha256) return { looked: { state: 'unchanged' }, seen: fetched };
  const imported = await takeIn(db, known, file, fetched, by);
  const state = imported.isProposed ? 'proposed' : 'in_force';
  return { looked: { state, imported }, seen: { ...fetched, standing: state } };
}

/** Puts the file's list in force, or proposes it. @throws {ListError} */
function takeIn(
  db: Db,
  { source, list }: Followable,
  file: string,
  { lastModified }: Pick<FetchedFile, 'lastModified'>,
  { actor, now }: By,
): Promise<Imported> {
  const changed = lastModified === null ? NaN : Date.parse(lastModified);
  // A server's clock may be wrong. With a future date, every later list would count as older.
  const date = !(changed <= now.getTime()) ? null : new Date(changed).toISOString().slice(0, 10);
  return importList(db, actor, {
    source,
    name: list,
    file,
    isKeptBeside: true,
    date,
    now,
  });
}

/** Returns null for errors that neither the publisher nor the disk caused. */
function fetchFault(error: unknown): string | null {
  if (error instanceof DeliveryError || error instanceof ListError) return error.code;
  const { code, syscall } = error as NodeJS.ErrnoException;
  return syscall !== undefined && typeof code === 'string' ? code : null;
}

/** The code for a process that ended without a result. */
export const brokenFetch = 'broken';

/** Returns the time of the next retry: at most one regular interval away, unless the server asks for later. */
export function nextTry(
  { everyHours }: Followable,
  failures: number,
  error: unknown,
  now: Date,
  random = Math.random(),
): Date {
  const asked = error instanceof DeliveryError ? (error.retryAfterMs ?? 0) : 0;
  const backOff = backOffMs(failures, random, { firstMs: hourMs / 3, maxMs: everyHours * hourMs });
  return after(now, Math.max(asked, backOff));
}

function after(now: Date, milliseconds: number): Date {
  return new Date(now.getTime() + milliseconds);
}

/** @throws {OperatorError} */
export function knownFollowable(name: string): Followable {
  const known = followableOf(name);
  if (known) return known;
  const near = nearest(name, followableNames);
  throw new OperatorError(
    `No publisher's list is called ${name}${near ? ` (did you mean ${near}?)` : ''}. Known are ${followableNames.join(', ')}.`,
  );
}

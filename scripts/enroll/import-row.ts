import type { Details } from '../../server/people/details.ts';
import { enrol } from '../../server/people/enrol.ts';
import type { Enrolment, EnrolmentResult } from '../../server/people/enrolment.ts';
import { foldEmail, foldName } from '../../server/people/folding.ts';
import type { Photo } from '../../server/people/photos.ts';
import { update } from '../../server/people/update.ts';
import { findPeople, type PersonRow } from '../../server/store/tables/people.ts';
import { waysOfConsent } from '../../server/store/tables/consents.ts';
import { printable } from '../../server/platform/printable.ts';
import { Refusal } from '../cli/answer.ts';
import { alikeOf } from './alike.ts';
import { endOfDay } from './expiry.ts';
import type { CsvRow } from './people-csv.ts';
import { photoFilesIn } from './photo-files.ts';

export type RowResult = EnrolmentResult | { state: 'unusable'; explanation: string };

/**
 * Enrols the person of one row, or with `updating` adds to the one who is enrolled already.
 * @param folder what photo paths are relative to
 */
export async function importRow(
  enrolment: Enrolment,
  row: CsvRow,
  { folder, updating }: { folder: string; updating: boolean },
): Promise<RowResult> {
  if (row.problem !== null) return { state: 'unusable', explanation: row.problem };
  const expiresAt = endOfDay(row.expires);
  if (row.expires !== '' && !expiresAt) {
    const explanation = printable`"${row.expires}" is not a day. Write it as 2027-11-24.`;
    return { state: 'unusable', explanation };
  }
  const consentGiven = waysOfConsent.find((way) => way === (row.consentGiven || 'unspecified'));
  if (consentGiven === undefined) {
    const explanation = printable`"${row.consentGiven}" is no way of consent. Write one of ${waysOfConsent.join(', ')}, or nothing.`;
    return { state: 'unusable', explanation };
  }
  const details: Details = {
    name: row.name,
    email: row.email || null,
    employeeId: row.employeeId || null,
    consent: row.consent,
    consentGiven,
    expiresAt,
  };
  const alike = await alikeOf(enrolment.db, row).catch((error: unknown) => {
    if (error instanceof Refusal) return error.message;
    throw error;
  });
  if (typeof alike === 'string') return { state: 'unusable', explanation: alike };
  const photos = await photosOf(row, folder);
  const [known, ...others] = updating ? await meant(enrolment, row) : [];
  if (others.length > 0) {
    const explanation = `${others.length + 1} people are enrolled under this name. Give the e-mail or employee id, or use: add --update`;
    return { state: 'unusable', explanation };
  }
  return known
    ? update(enrolment, known.id, given(details), photos, alike)
    : enrol(enrolment, details, photos, alike);
}

async function photosOf(row: CsvRow, folder: string): Promise<Photo[]> {
  const found = await Promise.all(row.photos.map((name) => photoFilesIn(name, folder)));
  return found.flat();
}

/** By e-mail, else by employee id, else by name: as a visitor is found. */
async function meant({ db }: Enrolment, row: CsvRow): Promise<PersonRow[]> {
  if (row.email !== '') return findPeople(db, { emailFolded: foldEmail(row.email) });
  if (row.employeeId !== '') return findPeople(db, { employeeId: row.employeeId });
  return findPeople(db, { nameFolded: foldName(row.name) });
}

/** An empty cell leaves what is stored as it is. */
function given(details: Details): Partial<Details> {
  const filled = Object.entries(details).filter(([, value]) => value !== null && value !== '');
  return Object.fromEntries(filled);
}

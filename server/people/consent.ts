import { createHash } from 'node:crypto';
import { recordEvent } from '../audit/record.ts';
import { printable } from '../platform/text.ts';
import type { Db, WayOfConsent } from '../store/schema.ts';
import {
  consentTexts,
  currentConsentText,
  insertConsent,
  insertConsentText,
  withdrawConsents,
  type ConsentText,
} from '../store/tables/privacy.ts';
import { findPerson, updatePerson } from '../store/tables/people.ts';

/** What everybody consents to until a text says more. */
const purpose = 'sign-in';

export interface NewConsent {
  /** In the words of who records it: what was agreed to and how. */
  statement: string;
  given?: WayOfConsent | undefined;
  expiresAt?: Date | null | undefined;
}

/** What somebody has agreed to: a text that was published by then, or none. */
export interface Agreement {
  text: Pick<ConsentText, 'version' | 'sha256'> | null;
  /** Where they did so themselves, as the audit record names it: `kiosk:<id>`. */
  recordedBy?: string;
}

/** To the text that counts just now: for when what is to be stored begins, not for when it is stored. */
export async function agreementOfNow(db: Db): Promise<Agreement> {
  return { text: (await currentConsentText(db)) ?? null };
}

/**
 * Writes down a consent to the text that was agreed to: when another one counts by now, the person is
 * asked again at their next visit.
 * @param recordedBy as in the audit record
 */
export async function putConsent(
  transaction: Db,
  personId: string,
  { statement, given = 'unspecified', expiresAt = null }: NewConsent,
  { givenAt, agreement, ...by }: { givenAt: Date; recordedBy: string; agreement: Agreement },
): Promise<void> {
  const { text, recordedBy = by.recordedBy } = agreement;
  await insertConsent(transaction, {
    personId,
    textVersion: text?.version ?? null,
    textSha256: text?.sha256 ?? null,
    statement,
    given,
    purpose,
    givenAt,
    recordedBy,
    expiresAt,
    withdrawnAt: null,
  });
}

/** Somebody enrolled consents again. @returns to what; null when they are not enrolled */
export async function renewConsent(
  db: Db,
  personId: string,
  consent: NewConsent,
  actor: string,
): Promise<Agreement | null> {
  const now = new Date();
  const agreement = await agreementOfNow(db);
  return db.transaction().execute(async (transaction) => {
    const person = await findPerson(transaction, personId);
    if (!person) return null;
    await updatePerson(transaction, { ...person, consent: consent.statement, consentAt: now });
    await putConsent(transaction, personId, consent, {
      givenAt: now,
      recordedBy: actor,
      agreement,
    });
    const textVersion = agreement.text?.version ?? null;
    const details = { textVersion, given: consent.given ?? 'unspecified' };
    await recordEvent(transaction, {
      action: 'consent_renewed',
      actor,
      subject: personId,
      details,
    });
    return agreement;
  });
}

/** `Ada consents to the text "2".` */
export function consentSentence(name: string, { text }: Agreement): string {
  if (!text) return printable`${name} consents.`;
  return printable`${name} consents to the text "${text.version}".`;
}

/** From now on the camera stays off for them. False when no consent of theirs stood. */
export async function withdrawConsent(db: Db, personId: string, actor: string): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    if (!(await withdrawConsents(transaction, personId, new Date()))) return false;
    await recordEvent(transaction, { action: 'consent_withdrawn', actor, subject: personId });
    return true;
  });
}

/**
 * Makes a text the one that counts: whoever agreed to another one is asked again at their next
 * visit. Null when there is a text of this version already.
 * @param version letters, digits, dots, dashes
 */
export async function publishConsentText(
  db: Db,
  { version, text }: Pick<ConsentText, 'version' | 'text'>,
  actor: string,
): Promise<ConsentText | null> {
  const sha256 = createHash('sha256').update(text).digest('hex');
  const published = { version, text, sha256, publishedAt: new Date() };
  return db.transaction().execute(async (transaction) => {
    const known = await consentTexts(transaction);
    if (known.some((other) => other.version === version)) return null;
    await insertConsentText(transaction, published);
    const details = { version, sha256 };
    await recordEvent(transaction, { action: 'consent_text_published', actor, details });
    return published;
  });
}

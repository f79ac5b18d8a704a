import { createHash } from 'node:crypto';
import { recordEvent } from '../audit/record.ts';
import { Value } from 'typebox/value';
import { CodedError, RefusalError } from '../platform/operator-error.ts';
import { printable } from '#base/text';
import { LanguageTag } from '../protocol/messages.ts';
import type { WayOfConsent } from '../store/record-schema.ts';
import type { Db } from '../store/schema.ts';
import {
  consentsOf,
  consentTexts,
  consentTranslations,
  currentConsentText,
  insertConsent,
  insertConsentText,
  insertConsentTranslation,
  tellConsentTextLanguage,
  restoreConsents,
  withdrawConsents,
  type ConsentText,
} from '../store/tables/privacy.ts';
import { countPeople, findPerson, updatePerson } from '../store/tables/people.ts';

/** The purpose of every consent, until a text names more. */
const purpose = 'sign-in';

export interface NewConsent {
  /** What was agreed to and how, in the words of the person who records it. */
  statement: string;
  given?: WayOfConsent | undefined;
  expiresAt?: Date | null | undefined;
}

/** What a person has agreed to: a text that was already published, or no text. */
export interface Agreement {
  text: Pick<ConsentText, 'version' | 'sha256'> | null;
  /** The language in which they read the text, where it is known. */
  language?: string | null;
  /** The actor in the audit record when they agreed themselves: `kiosk:<id>`. */
  recordedBy?: string;
}

/** An agreement to the current text. Call this when an enrolment begins, not when it is stored. */
export async function currentAgreement(db: Db): Promise<Agreement> {
  return { text: (await currentConsentText(db)) ?? null };
}

/**
 * Stores a consent to the text that was agreed to. When another text is current at that time, the person is asked
 * again at their next visit.
 * @param recordedBy as in the audit record
 */
export async function putConsent(
  transaction: Db,
  personId: string,
  { statement, given = 'unspecified', expiresAt = null }: NewConsent,
  { givenAt, agreement, ...by }: { givenAt: Date; recordedBy: string; agreement: Agreement },
): Promise<void> {
  const { text, language = null, recordedBy = by.recordedBy } = agreement;
  await insertConsent(transaction, {
    personId,
    textVersion: text?.version ?? null,
    textSha256: text?.sha256 ?? null,
    language,
    statement,
    given,
    purpose,
    givenAt,
    recordedBy,
    expiresAt,
    withdrawnAt: null,
  });
}

/** The state that the person who records a consent saw. */
interface SeenConsent {
  /** Of the current text. */
  textVersion: string | null;
  /** When the latest consent was withdrawn, in ISO 8601; null: it was not withdrawn. */
  withdrawnAt: string | null;
}

/**
 * Records that an enrolled person consents again.
 *
 * @param seen what the person who records it saw; default: the present state
 * @returns the agreement; null when the person is not enrolled
 * @throws {RefusalError} when the present state differs from `seen`
 */
export async function renewConsent(
  db: Db,
  personId: string,
  consent: NewConsent,
  actor: string,
  seen?: SeenConsent,
): Promise<Agreement | null> {
  const now = new Date();
  return db.transaction().execute(async (transaction) => {
    const person = await findPerson(transaction, personId);
    if (!person) return null;
    const agreement = await currentAgreement(transaction);
    if (seen) await expectSeen(transaction, personId, agreement, seen);
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

/** Refuses a consent that was given before a withdrawal, or to an earlier text. */
async function expectSeen(
  transaction: Db,
  personId: string,
  { text }: Agreement,
  seen: SeenConsent,
): Promise<void> {
  const latest = (await consentsOf(transaction, [personId])).at(-1);
  const withdrawnAt = latest?.withdrawnAt?.toISOString() ?? null;
  if (seen.withdrawnAt === withdrawnAt && seen.textVersion === (text?.version ?? null)) return;
  throw new RefusalError(
    'consent_changed_since',
    'They withdrew their consent, or another consent text was published, since this page was opened. Nothing was changed: close it, open it again, and ask them.',
  );
}

/** `Ada consents to the text "2".` */
export function consentSentence(name: string, { text }: Agreement): string {
  if (!text) return printable`${name} consents.`;
  return printable`${name} consents to the text "${text.version}".`;
}

/** Withdraws the consent, so that the camera stays off for them. False when they had no valid consent. */
export async function withdrawConsent(db: Db, personId: string, actor: string): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    if (!(await withdrawConsents(transaction, personId, new Date()))) return false;
    await recordEvent(transaction, { action: 'consent_withdrawn', actor, subject: personId });
    return true;
  });
}

/** Takes back an accidental withdrawal, until the person is erased. False when there was no withdrawal. */
export async function restoreConsent(db: Db, personId: string, actor: string): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    if (!(await restoreConsents(transaction, personId))) return false;
    await recordEvent(transaction, { action: 'consent_restored', actor, subject: personId });
    return true;
  });
}

/** Returns a text in all its published languages, the first one first. */
export async function textsIn(
  db: Db,
  text: Pick<ConsentText, 'sha256' | 'language' | 'text'>,
): Promise<Pick<ConsentText, 'language' | 'text'>[]> {
  const all = await consentTranslations(db);
  const translations = all.filter(({ ofSha256 }) => ofSha256 === text.sha256);
  return [text, ...translations].map(({ language, text }) => ({ language, text }));
}

/** A text that cannot be published; the message says why, and what to do. Nothing was changed. */
class ConsentTextError extends CodedError<string> {
  constructor(code: string, message: string) {
    super(code, `${message} Nothing was changed.`);
  }
}

const largestConsentText = 100_000;

/** @throws {ConsentTextError} */
export function readConsentText(given: {
  version: string;
  /** Null: not given. */
  language: string | null;
  text: string;
}): typeof given {
  const version = given.version.trim();
  if (!/^[\w.-]{1,40}$/.test(version)) {
    throw new ConsentTextError(
      'bad_version',
      'A version has up to 40 letters, digits, dots, dashes and underscores, for example 2026-11.',
    );
  }
  const language = given.language === null ? null : languageTag(given.language);
  if (given.text.trim() === '' || given.text.length > largestConsentText) {
    const most = largestConsentText.toLocaleString('en');
    throw new ConsentTextError(
      'text_unusable',
      `The text is empty, or longer than ${most} characters.`,
    );
  }
  const gap = /\[[^[\]]{1,100}\]/.exec(given.text)?.[0];
  if (gap !== undefined) {
    throw new ConsentTextError(
      'text_unfilled',
      printable`The text still says "${gap}". Fill in everything in square brackets.`,
    );
  }
  return { version, language, text: given.text };
}

/** Returns the kiosk's form of a language tag: `pt-BR`. */
function languageTag(wanted: string): string {
  const text = wanted.trim();
  if (Value.Check(LanguageTag, text)) {
    const [tag] = Intl.getCanonicalLocales(text);
    if (tag !== undefined) return tag;
  }
  throw new ConsentTextError(
    'bad_language',
    printable`"${text}" is no language tag. Write two or three letters, like fr, or with a region, like pt-BR.`,
  );
}

const refused = {
  version_taken: (version: string) =>
    printable`There is a text of the version "${version}" already, and people may have agreed to it. Give this one another version; or, if it translates the text that counts now, say in which language it is.`,
  language_taken: (version: string) =>
    printable`There is a text of the version "${version}" in this language already, and people may have agreed to it. Give this one another version.`,
  language_unknown: (version: string) =>
    printable`No one said in which language the text "${version}" is. Set the same text once more with its language, then this one.`,
};

/** Describes the result of a publication in a sentence. @throws {ConsentTextError} when it was refused */
export async function consentTextSaid(
  db: Db,
  published: Published,
  { version, language }: { version: string; language: string | null },
): Promise<{ text: ConsentText; said: string; enrolled?: number }> {
  if (!('text' in published)) {
    throw new ConsentTextError(published.as, refused[published.as](version));
  }
  const { text } = published;
  if (published.as !== 'version') {
    const sentence = printable`Consent text "${version}" is there in the language "${language ?? ''}" from now on. Earlier consents still count.`;
    return { text, said: sentence };
  }
  const enrolled = await countPeople(db);
  const asked =
    enrolled === 0
      ? ''
      : ` ${enrolled} enrolled will be asked again at their next visit, with the camera off until then.`;
  return { text, said: printable`Consent text "${version}" counts from now on.${asked}`, enrolled };
}

/** The result of a publication; a refused one changes nothing. */
type Published =
  | { as: 'version' | 'translation' | 'language'; text: ConsentText }
  | { as: 'version_taken' | 'language_taken' | 'language_unknown' };

/**
 * Publishes a consent text as the current one: people who agreed to another text are asked again at their next visit.
 * A text with the current version and a new language becomes a translation.
 * @param version letters, digits, dots, dashes
 */
export async function publishConsentText(
  db: Db,
  {
    version,
    text,
    language = null,
  }: Pick<ConsentText, 'version' | 'text'> & { language?: string | null },
  actor: string,
): Promise<Published> {
  const sha256 = createHash('sha256').update(text).digest('hex');
  const published = { version, text, language, sha256, publishedAt: new Date() };
  return db.transaction().execute(async (transaction) => {
    const known = await consentTexts(transaction);
    const as = await store(transaction, published, known);
    if (as === 'version' || as === 'translation' || as === 'language') {
      const details = { version, sha256, ...(language !== null && { language }) };
      await recordEvent(transaction, { action: 'consent_text_published', actor, details });
      return { as, text: published };
    }
    return { as };
  });
}

async function store(
  transaction: Db,
  published: ConsentText,
  known: readonly ConsentText[],
): Promise<Published['as']> {
  const { version, language } = published;
  if (!known.some((other) => other.version === version)) {
    await insertConsentText(transaction, published);
    return 'version';
  }
  const [current] = known;
  if (language === null || current?.version !== version) return 'version_taken';
  if (current.language === null) {
    if (current.sha256 !== published.sha256) return 'language_unknown';
    await tellConsentTextLanguage(transaction, { version, language });
    return 'language';
  }
  if (current.language === language) return 'language_taken';
  const { text, sha256, publishedAt } = published;
  const translation = { ofSha256: current.sha256, language, text, sha256, publishedAt };
  const isNew = await insertConsentTranslation(transaction, translation);
  return isNew ? 'translation' : 'language_taken';
}

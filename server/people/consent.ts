import { createHash } from 'node:crypto';
import { recordEvent } from '../audit/record.ts';
import { Value } from 'typebox/value';
import { CodedError, RefusalError } from '../platform/operator-error.ts';
import { printable } from '../platform/text.ts';
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

/** What everyone consents to until a text says more. */
const purpose = 'sign-in';

export interface NewConsent {
  /** In the words of who records it: what was agreed to and how. */
  statement: string;
  given?: WayOfConsent | undefined;
  expiresAt?: Date | null | undefined;
}

/** What someone has agreed to: a text that was published by then, or none. */
export interface Agreement {
  text: Pick<ConsentText, 'version' | 'sha256'> | null;
  /** In which they read it, where that is known. */
  language?: string | null;
  /** Where they did so themselves, as the audit record names it: `kiosk:<id>`. */
  recordedBy?: string;
}

/** To the text that counts just now: for when what is to be stored begins, not for when it is stored. */
export async function currentAgreement(db: Db): Promise<Agreement> {
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

/** What is written down of a consent rests on this. */
interface SeenConsent {
  /** Of the text that counted. */
  textVersion: string | null;
  /** When the latest consent was withdrawn, in ISO 8601; null: it was not. */
  withdrawnAt: string | null;
}

/**
 * Someone enrolled consents again.
 *
 * @param seen what the writer saw; default: whatever is so now
 * @returns to what; null when they are not enrolled
 * @throws {RefusalError} when something else is so by now than was seen
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

/** A consent that was given before the person withdrew does not undo that, and is none to a later text. */
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

/** From now on the camera stays off for them. False when they had no valid consent. */
export async function withdrawConsent(db: Db, personId: string, actor: string): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    if (!(await withdrawConsents(transaction, personId, new Date()))) return false;
    await recordEvent(transaction, { action: 'consent_withdrawn', actor, subject: personId });
    return true;
  });
}

/** A withdrawal was a slip: until they are erased it can be taken back. False when there was none. */
export async function restoreConsent(db: Db, personId: string, actor: string): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    if (!(await restoreConsents(transaction, personId))) return false;
    await recordEvent(transaction, { action: 'consent_restored', actor, subject: personId });
    return true;
  });
}

/** A text in all languages that it was published in, the first one first. */
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
  /** Null: no one said. */
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
  return { version, language, text: given.text };
}

/** The language tag of the lobby screen: `pt-BR`. */
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

/** What came of a publication, in a sentence. @throws {ConsentTextError} when it was refused */
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

/** What a publication came to; nothing was changed where it is refused. */
type Published =
  | { as: 'version' | 'translation' | 'language'; text: ConsentText }
  | { as: 'version_taken' | 'language_taken' | 'language_unknown' };

/**
 * Makes a text the one that counts: people who agreed to another one are asked again at their next visit. The version
 * that counts already gets the text as a translation, where its language is new.
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

import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import { recognisePresented } from '../../packages/health-pass/index.ts';
import { reordering } from '../../packages/printable-text/index.ts';
import { foldName } from '../../packages/folding/index.ts';
import { LanguageTag } from '../protocol/messages.ts';
import { noFacts, type FormAnswer, type SignInRequest } from '../sign-in/sign-in.ts';
import {
  isHeldEvent,
  Id,
  JobId,
  readIdField,
  Location,
  maxLength,
  optional,
  parseJson,
  recordOf,
  readTextField,
  textUpTo,
  CompleteText,
  writtenOf,
  parseEnvoyTime,
} from './fields.ts';

/** A longer text makes the sign-in unreadable: its end could hide something that a list or rule looks for. */
const Text = (maxLength: number) => optional(Type.String({ maxLength }));
/**
 * The value may have come as a number. Not for telephone numbers: a number has lost its `+` and leading zeros, so a
 * watchlist would search for another one.
 */
const Written = (maxLength: number) =>
  optional(Type.Union([Type.String({ maxLength }), CompleteText]));
const Related = optional(Type.Object({ data: optional(Type.Object({ id: Id })) }));

/**
 * The parts of a held sign-in that this service reads. Fields that affect no verdict are read leniently: a form answer
 * of an odd type holds nobody.
 */
const HeldSignIn = Type.Object({
  meta: Type.Object({
    install_id: optional(Id),
    job: Type.Object({ id: JobId }),
    location: Location,
  }),
  payload: Type.Object({
    id: optional(Id),
    // Optional: without it, typed values find the visitor, so an odd value holds nobody.
    type: Type.Literal('entries'),
    attributes: Type.Object({
      'full-name': Text(maxLength.name),
      email: Text(maxLength.email),
      'phone-number': Text(maxLength.phone),
      host: Written(maxLength.name),
      'host-email': Written(maxLength.email),
      'employee-screening-flow': optional(Type.Boolean()),
      'signed-in-at': Type.Optional(Type.Unknown()),
      'flow-name': Text(maxLength.name),
      'user-data': Type.Optional(Type.Unknown()),
      'legal-docs': Type.Optional(Type.Unknown()),
    }),
    relationships: optional(
      Type.Object({
        location: Related,
        device: Related,
        employee: Related,
        invite: Related,
        flow: Related,
      }),
    ),
  }),
});
type HeldSignIn = Static<typeof HeldSignIn>;

/** Far above the questions of a real form. Beyond the limit, an answer that a check needs could be missed. */
const maxAnswers = 200;

/**
 * Reads the body of a held sign-in.
 *
 * @param body raw JSON, already verified
 * @param arrivedAt replaces a missing or unreadable `signed-in-at`
 * @returns null when the body is not JSON, not an entry or not an event that Envoy holds a visitor for. Also when it
 * has too long a text, a name whose letters display in another order, or no job id. The result may name nobody:
 * such a sign-in is held without a check.
 */
export function readSignIn(body: Uint8Array, arrivedAt: Date): SignInRequest | null {
  return signInFrom(parseJson(body), arrivedAt);
}

/** Reads a sign-in from parsed JSON. */
export function signInFrom(body: unknown, arrivedAt: Date): SignInRequest | null {
  if (!isHeldEvent(body) || !Value.Check(HeldSignIn, body) || isTooMuch(body)) return null;
  // The badge would show another name than the compared one.
  if (reordering.test(body.payload.attributes['full-name'] ?? '')) return null;
  return toSignIn(body, arrivedAt);
}

function isTooMuch({ meta, payload }: HeldSignIn): boolean {
  const { name, timezone } = recordOf(meta.location?.attributes);
  const isLong = (value: unknown, most: number) => (readTextField(value)?.length ?? 0) > most;
  return (
    isLong(name, maxLength.name) ||
    isLong(timezone, maxLength.word) ||
    listOf(payload.attributes['user-data']).length > maxAnswers
  );
}

function toSignIn({ meta, payload }: HeldSignIn, arrivedAt: Date): SignInRequest {
  const { attributes } = payload;
  const isEmployee = attributes['employee-screening-flow'] === true;
  return {
    jobId: String(meta.job.id),
    entryId: readIdField(payload.id),
    installId: readIdField(meta.install_id),
    kind: isEmployee ? 'employee' : 'visitor',
    claim: claimOf(payload, isEmployee),
    phone: readTextField(attributes['phone-number']),
    hostName: writtenOf(attributes.host),
    hostEmail: writtenOf(attributes['host-email']),
    ...placeOf(meta, payload.relationships),
    flowName: readTextField(attributes['flow-name']),
    answers: listOf(attributes['user-data']).flatMap(toAnswer),
    legalDocs: legalDocsIn(listOf(attributes['legal-docs'])),
    facts: noFacts,
    rule: null,
    signedInAt: parseEnvoyTime(attributes['signed-in-at']) ?? arrivedAt,
    arrivedAt,
  };
}

type Payload = HeldSignIn['payload'];

function claimOf(
  { attributes, relationships }: Payload,
  isEmployee: boolean,
): SignInRequest['claim'] {
  return {
    name: readTextField(attributes['full-name']),
    email: readTextField(attributes.email),
    // In the visitor flow, `employee` is the host and not the person at the camera.
    employeeId: isEmployee ? readIdField(relationships?.employee?.data?.id) : null,
  };
}

/** The place, flow and invitation of the sign-in. */
function placeOf({ location }: HeldSignIn['meta'], related: Payload['relationships']) {
  const attributes = recordOf(location?.attributes);
  const relatedId = (name: keyof NonNullable<typeof related>) =>
    readIdField(related?.[name]?.data?.id);
  return {
    locationId: readIdField(location?.id) ?? relatedId('location'),
    locationName: textUpTo(maxLength.name, attributes['name']),
    timezone: textUpTo(maxLength.word, attributes['timezone']),
    language: languageIn(attributes['locale']),
    deviceId: relatedId('device'),
    flowId: relatedId('flow'),
    inviteId: relatedId('invite'),
  };
}

/** A tag such as `pt-BR`; some systems write an underscore. */
function languageIn(locale: unknown): string | null {
  const tag = textUpTo(maxLength.word, locale)?.replaceAll('_', '-') ?? '';
  return Value.Check(LanguageTag, tag) ? tag : null;
}

function toAnswer(entry: unknown): FormAnswer[] {
  const { field, value } = recordOf(entry);
  if (typeof field !== 'string' || field.length > maxLength.label) return [];
  const label = foldName(field);
  if (typeof value === 'string') {
    const text = value.trim();
    if (text.length > maxLength.answer && !isPass(text)) return [{ label, value: null }];
    return [{ label, value: text }];
  }
  if (typeof value === 'number' || typeof value === 'boolean') {
    return [{ label, value: String(value) }];
  }
  return [];
}

/** Whether the text is a health pass: those are long, but have no characters that are slow to compare. */
function isPass(text: string): boolean {
  if (text.length > maxLength.pass || !/^\p{ASCII}*$/u.test(text)) return false;
  return recognisePresented(text) !== null;
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Far above the number of documents that anybody signs. */
const maxDocuments = 100;
const maxFields = 30;
const longestAddress = 4000;

type Entry = Readonly<Record<string, unknown>>;

/**
 * The legal documents of a sign-in as Envoy sends them. Leaves out oversized entries and entries beyond the limit:
 * a document that is left out counts as not signed.
 */
function legalDocsIn(entries: readonly unknown[]): Entry[] {
  return entries.slice(0, maxDocuments).map(recordOf).filter(isModest);
}

/** Limits the entry's values and one level below. Checks read no deeper. */
function isModest(entry: Entry): boolean {
  return isSmall(entry) && Object.values(entry).every((value) => isSmall(recordOf(value)));
}

function isSmall(entry: Entry): boolean {
  const keys = Object.keys(entry);
  if (keys.length > maxFields) return false;
  return keys.every((key) => {
    const value = entry[key];
    if (key.length > maxLength.label) return false;
    return typeof value !== 'string' || value.length <= longestOf(key);
  });
}

function longestOf(key: string): number {
  return /url$/i.test(key) ? longestAddress : maxLength.label;
}

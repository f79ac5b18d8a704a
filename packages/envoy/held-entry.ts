import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import { reordering } from '#base/text';
import { isHeldEvent } from './events.ts';
import { legalDocsIn } from './legal-docs.ts';
import {
  CompleteText,
  Id,
  JobId,
  Location,
  maxLength,
  optional,
  parseEnvoyTime,
  readIdField,
  readTextField,
  recordOf,
  textUpTo,
  writtenOf,
} from './fields.ts';

/** A held sign-in as plain values. */
export interface HeldEntry {
  /** `meta.job.id`: the same for each repeat of a call. */
  jobId: string;
  /** The id of the entry in the visitor log. */
  entryId: string | null;
  /** The id of this installation of the app. */
  installId: string | null;
  kind: 'visitor' | 'employee';
  name: string | null;
  email: string | null;
  /** Null for visitors. */
  employeeId: string | null;
  phone: string | null;
  hostName: string | null;
  hostEmail: string | null;
  locationId: string | null;
  locationName: string | null;
  timezone: string | null;
  /** The location's language, with a hyphen: `pt-BR`. */
  locale: string | null;
  /** The id of the iPad. */
  deviceId: string | null;
  flowId: string | null;
  flowName: string | null;
  inviteId: string | null;
  /** The answers on the sign-in form. Null when an answer exceeds the length limit: a part is not the whole. */
  answers: { label: string; value: string | null }[];
  /** The legal documents as Envoy sends them, in no fixed shape. */
  legalDocs: Readonly<Record<string, unknown>>[];
  signedInAt: Date | null;
}

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
 * The parts of a held sign-in that are read. Fields that affect no verdict are read leniently: a form answer
 * of an odd type holds nobody.
 */
const HeldEntryCall = Type.Object({
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
type HeldEntryCall = Static<typeof HeldEntryCall>;

/** Far above the questions of a real form. Beyond the limit, an answer that is needed could be missed. */
const maxAnswers = 200;

/**
 * Reads a held sign-in from parsed JSON.
 *
 * @param isLongAnswer whether an answer may exceed the length limit
 * @returns null when the body is not an entry or not an event that Envoy holds a visitor for. Also when it has too long
 * a text, a name whose letters display in another order, or no job id. The result may name nobody.
 */
export function readHeldEntry(
  body: unknown,
  isLongAnswer: (text: string) => boolean = () => false,
): HeldEntry | null {
  if (!isHeldEvent(body) || !Value.Check(HeldEntryCall, body) || isTooMuch(body)) return null;
  // The badge would show another name than the compared one.
  if (reordering.test(body.payload.attributes['full-name'] ?? '')) return null;
  return toEntry(body, isLongAnswer);
}

function isTooMuch({ meta, payload }: HeldEntryCall): boolean {
  const { name, timezone } = recordOf(meta.location?.attributes);
  const isLong = (value: unknown, most: number) => (readTextField(value)?.length ?? 0) > most;
  return (
    isLong(name, maxLength.name) ||
    isLong(timezone, maxLength.word) ||
    listOf(payload.attributes['user-data']).length > maxAnswers
  );
}

function toEntry(
  { meta, payload }: HeldEntryCall,
  isLongAnswer: (text: string) => boolean,
): HeldEntry {
  const { attributes, relationships } = payload;
  const isEmployee = attributes['employee-screening-flow'] === true;
  return {
    jobId: String(meta.job.id),
    entryId: readIdField(payload.id),
    installId: readIdField(meta.install_id),
    kind: isEmployee ? 'employee' : 'visitor',
    name: readTextField(attributes['full-name']),
    email: readTextField(attributes.email),
    // In the visitor flow, `employee` is the host and not the person who signs in.
    employeeId: isEmployee ? readIdField(relationships?.employee?.data?.id) : null,
    phone: readTextField(attributes['phone-number']),
    hostName: writtenOf(attributes.host),
    hostEmail: writtenOf(attributes['host-email']),
    ...placeOf(meta, relationships),
    flowName: readTextField(attributes['flow-name']),
    answers: listOf(attributes['user-data']).flatMap((answer) => toAnswer(answer, isLongAnswer)),
    legalDocs: legalDocsIn(listOf(attributes['legal-docs'])),
    signedInAt: parseEnvoyTime(attributes['signed-in-at']),
  };
}

/** The place, flow and invitation of the sign-in. */
function placeOf(
  { location }: HeldEntryCall['meta'],
  related: HeldEntryCall['payload']['relationships'],
) {
  const attributes = recordOf(location?.attributes);
  const relatedId = (name: keyof NonNullable<typeof related>) =>
    readIdField(related?.[name]?.data?.id);
  return {
    locationId: readIdField(location?.id) ?? relatedId('location'),
    locationName: textUpTo(maxLength.name, attributes['name']),
    timezone: textUpTo(maxLength.word, attributes['timezone']),
    // Some systems write an underscore.
    locale: textUpTo(maxLength.word, attributes['locale'])?.replaceAll('_', '-') ?? null,
    deviceId: relatedId('device'),
    flowId: relatedId('flow'),
    inviteId: relatedId('invite'),
  };
}

function toAnswer(answer: unknown, isLongAnswer: (text: string) => boolean): HeldEntry['answers'] {
  const { field: label, value } = recordOf(answer);
  if (typeof label !== 'string' || label.length > maxLength.label) return [];
  if (typeof value === 'string') {
    const text = value.trim();
    const isWhole = text.length <= maxLength.answer || isLongAnswer(text);
    return [{ label, value: isWhole ? text : null }];
  }
  if (typeof value === 'number' || typeof value === 'boolean') {
    return [{ label, value: String(value) }];
  }
  return [];
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

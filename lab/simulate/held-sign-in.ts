import { randomUUID } from 'node:crypto';
import { ownJobIds } from '#server/sign-in/own-job-ids.ts';
import { sign, signatureHeader } from '#envoy';

export interface Visitor extends Install {
  name: string;
  email?: string | null | undefined;
  /** Makes the body a sign-in of the employee flow. */
  employeeId?: string | null | undefined;
  host?: string;
  hostEmail?: string | undefined;
  phone?: string | undefined;
  /** The flow's name, or its id when it is a number. */
  flow?: string | undefined;
  /** Makes the body a sign-in of an invited visitor. */
  inviteId?: string | undefined;
  /** Answers on the form beside the name. */
  answers?: readonly { field: string; value: string }[] | undefined;
  legalDocs?: readonly Record<string, unknown>[] | undefined;
  deviceId?: string | undefined;
  jobId?: string | undefined;
  /** Id of the entry in the visitor log. */
  entryId?: string | undefined;
  /** When the visitor signed in; default: now; null omits the time. */
  signedInAt?: Date | null;
}

/** A legal document as Envoy sends it: with the id of its agreement and without a name. */
export function signedDocument(agreement: string, at = new Date()) {
  return {
    id: `doc-${agreement}`,
    url: `https://documents.example/${agreement}.pdf`,
    'signed-at': envoyTime(at),
    agreement: { id: agreement },
  };
}

/** The body of a held sign-in as Envoy sends it, with invented values for all other fields. */
export function heldSignIn(visitor: Visitor) {
  const { jobId = `${ownJobIds.simulated}${randomUUID()}` } = visitor;
  const { employeeId = null, entryId = '19' } = visitor;
  const { flow = employeeId ? 'Employee registration' : 'Visitor' } = visitor;
  const [flowId, flowName] = /^\d+$/.test(flow) ? [flow, `Flow ${flow}`] : [null, flow];
  const event = employeeId ? 'employee_entry_sign_in' : 'entry_sign_in';
  const meta = eventMeta(event, jobId, visitor);
  return {
    meta,
    payload: {
      id: entryId,
      type: 'entries',
      attributes: attributesOf(visitor, flowName),
      relationships: relationshipsOf(visitor, meta.location, flowId),
    },
  };
}

function attributesOf(visitor: Visitor, flowName: string) {
  const { name, email = null, employeeId = null, host = 'Grace Host', hostEmail = null } = visitor;
  const { phone, signedInAt = new Date(), legalDocs = [], answers = [] } = visitor;
  return {
    'full-name': name,
    email,
    'employee-screening-flow': employeeId !== null,
    host: employeeId ? null : host,
    'host-email': hostEmail,
    ...(phone && { 'phone-number': phone }),
    'private-notes': null,
    'signed-in-at': signedInAt && envoyTime(signedInAt),
    thumbnails: { large: null, original: null, small: null },
    'flow-name': flowName,
    'legal-docs': legalDocs,
    'user-data': [{ field: 'Your Full Name', value: name }, ...answers],
  };
}

function relationshipsOf(
  { deviceId = '88', employeeId, inviteId }: Visitor,
  location: { id: string; type: string },
  flowId: string | null,
) {
  return {
    location: { data: { id: location.id, type: location.type } },
    device: { data: { id: deviceId, type: 'devices' } },
    employee: { data: { id: employeeId ?? '640', type: 'employees' } },
    ...(flowId && { flow: { data: { id: flowId, type: 'flows' } } }),
    ...(inviteId && { invite: { data: { id: inviteId, type: 'invites' } } }),
  };
}

/** The payload of a sign-out: the original entry with the time of leaving. */
export function signedOutEntry(visitor: Visitor, at = new Date()) {
  const { payload } = heldSignIn({ signedInAt: new Date(at.getTime() - 3_600_000), ...visitor });
  return {
    ...payload,
    attributes: { ...payload.attributes, 'signed-out-at': envoyTime(at) },
  };
}

/** `2026-03-12 17:05:09 UTC` */
function envoyTime(date: Date): string {
  return date
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, ' UTC');
}

/** After this time without an answer, Envoy lets the visitor in. */
export const envoyTimeoutMs = 30_000;

export interface HookAnswer {
  status: number;
  body: string;
  milliseconds: number;
}

/** Sends a body as Envoy does: signed over its bytes. Rejects when there is no answer within Envoy's 30 s. */
export async function sendSigned(
  url: string,
  secret: string,
  body: string,
  timeoutMs = envoyTimeoutMs,
): Promise<HookAnswer> {
  const started = performance.now();
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', [signatureHeader]: sign(secret, body) },
    body,
    signal: AbortSignal.timeout(timeoutMs),
  });
  const text = await response.text();
  return { status: response.status, body: text, milliseconds: performance.now() - started };
}

/** An installation of the app in an account at Envoy, to which a call belongs. */
export interface Install {
  installId?: string;
  locationId?: string | undefined;
  locationName?: string | undefined;
  /** IANA name of the location's time zone. */
  timezone?: string | undefined;
  /** Values saved by the setup steps. */
  config?: Readonly<Record<string, unknown>>;
}

const createdAt = '2021-05-04 17:20:11 UTC';
const street = '410 Townsend St';

/** The `meta` of all calls by Envoy, with invented values beside the install's. */
export function envoyMeta(install: Install) {
  const { installId = '9001', locationId = '1042', locationName = 'HQ', config = {} } = install;
  const { timezone = 'UTC' } = install;
  return {
    plugin_id: '501',
    install_id: installId,
    config,
    location: {
      id: locationId,
      type: 'locations',
      attributes: {
        name: locationName,
        'company-name-override': null,
        timezone,
        locale: 'en',
        address: `${street}, San Francisco, CA 94107`,
        'address-line-one': street,
        'address-line-two': null,
        city: 'San Francisco',
        state: 'CA',
        country: 'US',
        zip: '94107',
        longitude: -122.39,
        latitude: 37.77,
        'created-at': createdAt,
      },
    },
    company: {
      id: '77',
      type: 'companies',
      attributes: { name: 'Acme', active: true, 'created-at': createdAt },
    },
    zone: {
      id: '12',
      type: 'zones',
      attributes: { address: street, 'logo-url': null, name: 'Acme Campus', 'time-zone': 'UTC' },
    },
    auth: null,
  };
}

/** The `meta` of an event, which is a job at Envoy. */
export function eventMeta(event: string, jobId: string, install: Install) {
  return {
    event,
    ...envoyMeta(install),
    job: { id: jobId, name: event, identifier: 'vr:entry:19' },
  };
}

import { randomUUID } from 'node:crypto';
import { eventMeta, type Install } from './envoy-meta.ts';

export interface Visitor extends Install {
  name: string;
  email?: string | null;
  /** Makes it a sign-in of the employee flow. */
  employeeId?: string | null;
  host?: string;
  hostEmail?: string;
  phone?: string;
  /** The flow by name or, when it is a number, by id. */
  flow?: string;
  /** Makes it the sign-in of somebody who was invited. */
  inviteId?: string;
  /** What is answered on the form beside the name. */
  answers?: readonly { field: string; value: string }[];
  legalDocs?: readonly Record<string, unknown>[];
  deviceId?: string;
  jobId?: string;
  /** When the visitor signed in; now unless told, and not told at all when null. */
  signedInAt?: Date | null;
}

/** A legal document as Envoy tells of it: by the id of its agreement, without a name. */
export function signedDocument(agreement: string, at = new Date()) {
  return {
    id: `doc-${agreement}`,
    url: `https://documents.example/${agreement}.pdf`,
    'signed-at': envoyTime(at),
    agreement: { id: agreement },
  };
}

/** The body of a held sign-in as Envoy sends it, with invented values around the visitor's. */
export function heldSignIn(visitor: Visitor) {
  const { name, email = null, employeeId = null, host = 'Grace Host' } = visitor;
  const { deviceId = '88', jobId = randomUUID(), inviteId, signedInAt = new Date() } = visitor;
  const { flow = employeeId ? 'Employee registration' : 'Visitor' } = visitor;
  const [flowId, flowName] = /^\d+$/.test(flow) ? [flow, `Flow ${flow}`] : [null, flow];
  const event = employeeId ? 'employee_entry_sign_in' : 'entry_sign_in';
  const meta = eventMeta(event, jobId, visitor);
  const { id, type } = meta.location;
  return {
    meta,
    payload: {
      id: '19',
      type: 'entries',
      attributes: {
        'full-name': name,
        email,
        'employee-screening-flow': employeeId !== null,
        host: employeeId ? null : host,
        'host-email': visitor.hostEmail ?? null,
        ...(visitor.phone && { 'phone-number': visitor.phone }),
        'private-notes': null,
        'signed-in-at': signedInAt && envoyTime(signedInAt),
        thumbnails: { large: null, original: null, small: null },
        'flow-name': flowName,
        'legal-docs': visitor.legalDocs ?? [],
        'user-data': [{ field: 'Your Full Name', value: name }, ...(visitor.answers ?? [])],
      },
      relationships: {
        location: { data: { id, type } },
        device: { data: { id: deviceId, type: 'devices' } },
        employee: { data: { id: employeeId ?? '640', type: 'employees' } },
        ...(flowId && { flow: { data: { id: flowId, type: 'flows' } } }),
        ...(inviteId && { invite: { data: { id: inviteId, type: 'invites' } } }),
      },
    },
  };
}

/** The payload of a sign-out: the entry as it was, and when the visitor left. */
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

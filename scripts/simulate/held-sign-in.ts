import { randomUUID } from 'node:crypto';
import { envoyMeta, type Install } from './envoy-meta.ts';

export interface Visitor extends Install {
  name: string;
  email?: string | null;
  /** Makes it a sign-in of the employee flow. */
  employeeId?: string | null;
  host?: string;
  deviceId?: string;
  jobId?: string;
  /** When the visitor signed in; now unless told. */
  signedInAt?: Date;
}

/** The body of a held sign-in as Envoy sends it, with invented values around the visitor's. */
export function heldSignIn(visitor: Visitor) {
  const { name, email = null, employeeId = null, host = 'Grace Host' } = visitor;
  const { deviceId = '88', jobId = randomUUID() } = visitor;
  const event = employeeId ? 'employee_entry_sign_in' : 'entry_sign_in';
  const meta = envoyMeta(visitor);
  const { id, type } = meta.location;
  return {
    meta: { event, ...meta, job: { id: jobId, name: event, identifier: 'vr:entry:19' } },
    payload: {
      id: '19',
      type: 'entries',
      attributes: {
        'full-name': name,
        email,
        'employee-screening-flow': employeeId !== null,
        host: employeeId ? null : host,
        'private-notes': null,
        'signed-in-at': envoyTime(visitor.signedInAt ?? new Date()),
        thumbnails: { large: null, original: null, small: null },
        'flow-name': employeeId ? 'Employee registration' : 'Visitor',
        'legal-docs': [],
        'user-data': [{ field: 'Your Full Name', value: name }],
      },
      relationships: {
        location: { data: { id, type } },
        device: { data: { id: deviceId, type: 'devices' } },
        employee: { data: { id: employeeId ?? '640', type: 'employees' } },
      },
    },
  };
}

/** `2026-03-12 17:05:09 UTC` */
function envoyTime(date: Date): string {
  return date
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, ' UTC');
}

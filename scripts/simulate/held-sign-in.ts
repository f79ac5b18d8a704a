import { randomUUID } from 'node:crypto';

export interface Visitor {
  name: string;
  email?: string | null;
  /** Makes it a sign-in of the employee flow. */
  employeeId?: string | null;
  host?: string;
  locationId?: string;
  deviceId?: string;
  jobId?: string;
  /** When the visitor signed in; now unless told. */
  signedInAt?: Date;
}

/** The body of a held sign-in as Envoy sends it, with invented values around the visitor's. */
export function heldSignIn(visitor: Visitor) {
  const { name, email = null, employeeId = null, host = 'Grace Host' } = visitor;
  const { locationId = '1042', deviceId = '88', jobId = randomUUID() } = visitor;
  const event = employeeId ? 'employee_entry_sign_in' : 'entry_sign_in';
  const location = { id: locationId, type: 'locations' };
  return {
    meta: {
      event,
      plugin_id: '501',
      install_id: '9001',
      config: {},
      job: { id: jobId, name: event, identifier: 'vr:entry:19' },
      location: { ...location, attributes: { name: 'HQ', timezone: 'UTC', locale: 'en' } },
      company: { id: '77', type: 'companies', attributes: { name: 'Acme', active: true } },
      zone: null,
      auth: null,
    },
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
        location: { data: location },
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

import { randomUUID } from 'node:crypto';
import { eventMeta, type Install } from '../../lab/simulate/held-sign-in.ts';

export interface Invited extends Install {
  inviteId: string;
  name: string;
  expectedAt: Date;
  email?: string | null;
  host?: string | null;
  /** Envoy's id of an employee; makes this an invitation of the employee flow. */
  employeeId?: string | null;
  arrived?: boolean;
}

/** The body of an event about an invitation. Fields are as in `InvitePayload` of Envoy's SDK, with invented values. */
export function invitationEvent(event: string, invited: Invited) {
  const { inviteId, name, expectedAt, email = null, host = 'Grace Host' } = invited;
  const { employeeId = null, arrived = false } = invited;
  const meta = eventMeta(event, randomUUID(), invited);
  return {
    meta,
    payload: {
      id: inviteId,
      type: 'invites',
      attributes: {
        'employee-screening-flow': employeeId !== null,
        'full-name': name,
        email,
        'inviter-name': employeeId === null ? host : null,
        'inviter-email': null,
        'expected-arrival-time': expectedAt.toISOString(),
        'private-notes': null,
        arrived,
        'been-here-before': false,
        'flow-name': employeeId === null ? 'Visitor' : 'Employee registration',
        'flow-id': '310',
        'user-data': [],
        'secret-token': 'a-token-that-nobody-may-see',
        'edit-token': 'another-token-that-nobody-may-see',
        'photo-url': null,
        'qr-code': null,
        'qr-code-sent-at': null,
        'preregistration-complete': false,
        'reminder-sent-at': null,
      },
      relationships: {
        location: { data: { id: meta.location.id, type: 'locations' } },
        flow: { data: { id: '310', type: 'flows' } },
        employee: { data: { id: employeeId ?? '640', type: 'employees' } },
      },
    },
  };
}

import type { EnvoyInvite } from '#server/desk/arrivals/expected-visits.ts';

/** Somebody whom Envoy announced for now. The day is in the time zone of the page. */
export function invitationToday(visitor: string, set: Partial<EnvoyInvite> = {}): EnvoyInvite {
  return {
    ...{ inviteId: 'invite', visitor, email: null, employeeId: null, host: 'Hana Host' },
    ...{ location: 'HQ', locationId: null, flow: 'Visitor', arrived: false },
    ...{ expectedAt: new Date(), day: new Date().toLocaleDateString('sv') },
    ...set,
  };
}

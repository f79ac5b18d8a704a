import { recordOf } from './fields.ts';

const held: readonly string[] = [
  'entry_sign_in',
  'employee_entry_sign_in',
  'identity_verification_requested',
  'entry_screen_requested',
];

/** Of what Envoy tells and holds nobody for. */
const heldForNobody =
  /^(employee_)?(plugin|invite)_|upcoming_visit|sign(ed)?_out|_(black|block)_?list_|_screened|_reviewed|_host_response/;

/** What the event is called, which may stand at `meta.event`, at the top level, or at both. */
function namesIn(body: unknown): string[] {
  const { event, meta } = recordOf(body);
  return [recordOf(meta)['event'], event].filter((name) => typeof name === 'string');
}

export function eventOf(body: unknown): string | null {
  return namesIn(body)[0] ?? null;
}

/** Whether this is one of the events that Envoy holds a visitor for, and says nothing else. */
export function isHeldEvent(body: unknown): boolean {
  const names = namesIn(body);
  return names.length > 0 && names.every((name) => held.includes(name));
}

/** Whether somebody may be waiting at the iPad for the answer to this. In doubt they are. */
export function mayHoldSomebody(body: unknown): boolean {
  const names = namesIn(body);
  if (names.length > 0) return names.some((name) => held.includes(name));
  return recordOf(recordOf(body)['payload'])['type'] === 'entries';
}

/** Whether this is an event that is known to hold nobody, whatever its payload looks like. */
export function holdsNobody(body: unknown): boolean {
  const names = namesIn(body);
  return names.length > 0 && names.every((name) => heldForNobody.test(name));
}

import { recordOf } from './fields.ts';

/** The event's name, which may stand at `meta.event` or at the top level. */
export function eventOf(body: unknown): string | null {
  const { event, meta } = recordOf(body);
  const name = recordOf(meta)['event'] ?? event;
  return typeof name === 'string' ? name : null;
}

const held = [
  'entry_sign_in',
  'employee_entry_sign_in',
  'identity_verification_requested',
  'entry_screen_requested',
];

/** Whether somebody may be waiting at the iPad for the answer to this. */
export function isHeldSignIn(body: unknown): boolean {
  const event = eventOf(body);
  if (event !== null) return held.includes(event);
  return recordOf(recordOf(body)['payload'])['type'] === 'entries';
}

/** Whether this tells of something else than a sign-in, whatever its payload looks like. */
export function isOtherEvent(body: unknown): boolean {
  const event = eventOf(body);
  return event !== null && /^plugin_|sign(ed)?_out/.test(event);
}

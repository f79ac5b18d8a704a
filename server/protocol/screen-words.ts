/** The visitor's next improvement, one at a time, chosen by the service from the frame. */
export const guidanceCodes = [
  'look_here',
  'step_closer',
  'step_back',
  'one_person',
  'centre',
  'face_camera',
  'more_light',
  'less_light',
  'hold_still',
  'open_eyes',
  'uncover_face',
  'looking_good',
  // The challenge: a dot moves on the screen; see `path` of `frame_seen`.
  'follow_dot',
  // The poses of an enrolment, in the person's own left and right.
  'turn_a_little_left',
  'turn_a_little_right',
  'turn_back_a_little',
  // The code of a health pass.
  'show_pass',
  'show_next_part',
  'show_other_pass',
] as const;
export type Guidance = (typeof guidanceCodes)[number];

/** The kiosk's messages to a visitor at the end of a capture. */
const visitorMessages = ['welcome', 'please_wait', 'declined', 'in_person', 'try_light'] as const;

export type VisitorMessage = (typeof visitorMessages)[number];

/** The page's messages at the end of a capture: for visitors, enrolments and documents. */
export const outcomeMessages = [
  ...visitorMessages,
  'enrolled',
  'enrolment_failed',
  'enrolment_stopped',
  'document_ready',
  'document_failed',
] as const;
export type OutcomeMessage = (typeof outcomeMessages)[number];

/** Messages after which the visitor waits for a person. */
const waitMessages: readonly OutcomeMessage[] = [
  'please_wait',
  'declined',
  'in_person',
  'try_light',
];

export function asksToWait(message: OutcomeMessage): boolean {
  return waitMessages.includes(message);
}

import { Type, type Static } from 'typebox';
import { captureId } from './code-messages.ts';

/**
 * A page keeps a socket to each instance of the service, and grants its camera to one capture at a time. It tells the
 * other instances (`camera_taken`), and refuses a capture that still begins (`capture_busy`). What follows is
 * only sent to a service whose `hello` names its instance, and to a page whose `ready` names its socket: `instances`,
 * `leaving`, `camera_taken`, `capture_busy`, and the fields `givesWay` and `taken`.
 */

/** Why the service closes a kiosk's socket; the code decides whether the kiosk reconnects. */
export const closeCodes = {
  /** Malformed or unexpected message. */
  badMessage: 4400,
  /** The pairing was revoked: the page deletes it and shows the pairing screen. */
  revoked: 4401,
  /** The same kiosk connected again from another page: the older socket is closed and must not reconnect. */
  replaced: 4409,
  /** The page is older than the service: reload it. */
  outdated: 4426,
  /** The service had an internal fault; reconnect with back-off. */
  fault: 1011,
  /** The service is stopping, or cannot decide here; reconnect with back-off. */
  stopping: 1001,
} as const;

/** Differs at each start. */
export const InstanceId = Type.String({ minLength: 1, maxLength: 64 });

/** All instances that are alive, sent after `ready` and whenever they change. */
export const Instances = Type.Object({
  type: Type.Literal('instances'),
  ids: Type.Array(InstanceId, { maxItems: 100 }),
});

/** The instance is about to stop: running captures continue, and another socket should lead. */
export const Leaving = Type.Object({ type: Type.Literal('leaving') });

/** Who has the camera through another socket: a visitor, a capture that gives way to visitors, or no one. */
export const CameraTaker = Type.Enum(['nobody', 'visitor', 'yielding']);
export type CameraTaker = Static<typeof CameraTaker>;

/** Orders the sockets of a kiosk: a later page has a higher number, and so has a later socket of a page. */
export const SocketNumber = Type.Object(
  { page: Type.Integer({ minimum: 0 }), n: Type.Integer({ minimum: 0 }) },
  { additionalProperties: false },
);
export type SocketNumber = Static<typeof SocketNumber>;

export const CameraTaken = Type.Object(
  { type: Type.Literal('camera_taken'), by: CameraTaker },
  { additionalProperties: false },
);

/** The camera serves another socket's capture: this one has to wait, from its start or from now on. */
export const CaptureBusy = Type.Object(
  { type: Type.Literal('capture_busy'), captureId },
  { additionalProperties: false },
);

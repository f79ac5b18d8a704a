import type { PhoneObstacle } from '../protocol/document-messages.ts';
import type { CameraState } from '../protocol/messages.ts';
import type { StoredRig } from './camera-rigs.ts';
import type { Kiosk } from './kiosk.ts';

/** The state of a paired kiosk, for readiness and for people. */
export interface KioskStatus {
  id: string;
  name: string;
  connected: boolean;
  /** The kiosk's report about its camera; null while it is not connected. */
  camera: CameraState | null;
  /** Whether a capture runs or waits. */
  busy: boolean;
  /** How its two cameras see each other; null where that was not learned. Absent where one camera is enough. */
  rig?: StoredRig | null;
  /** Names of unconfirmed cameras that differ from the recorded ones. Until confirmed, no frames are analysed. */
  otherCamera?: string;
  /** Another instance that the kiosk is connected to, when it is not connected here. */
  instanceId?: string;
  /** The number of its page, while it is connected. */
  page?: number;
  /** Whether sign-ins at it belong here: its document reader is connected here, or a document waits here. */
  hasDocuments?: boolean;
  /** Why it does not offer the phone, while it is connected here. */
  phoneObstacle?: PhoneObstacle | null;
}

/** The kiosks that are connected to other instances on the same database. */
export interface RemoteKiosks {
  /** The best of the other instances that the kiosk is connected to; null when there is none. */
  find(kioskId: string): RemoteKiosk | null;
}

export interface RemoteKiosk {
  instanceId: string;
  camera: CameraState;
  busy: boolean;
  page: number;
  hasDocuments: boolean;
}

/** Sorts kiosks that serve equally well: first those with a working camera, then by the length of the queue. */
export function comparePreference(a: Kiosk, b: Kiosk): number {
  const noCamera = (kiosk: Kiosk) => (kiosk.camera === 'ready' ? 0 : 1);
  const isTaken = ({ isBusy, lineLength }: Kiosk) => (isBusy && lineLength === 0 ? 1 : 0);
  return noCamera(a) - noCamera(b) || a.lineLength + isTaken(a) - b.lineLength - isTaken(b);
}

/** Sorts the same by what is known of each: connected ones first, and at the end this instance's before others'. */
export function compareStatus(a: KioskStatus, b: KioskStatus): number {
  const rank = ({ connected, camera, busy, instanceId }: KioskStatus) =>
    (connected ? 0 : 8) + (camera === 'ready' ? 0 : 4) + (busy ? 2 : 0) + (instanceId ? 1 : 0);
  return rank(a) - rank(b);
}

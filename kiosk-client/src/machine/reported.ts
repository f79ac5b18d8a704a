import type { CameraState } from '../../../server/protocol/messages.ts';
import type { CameraStatus } from './state.ts';

/** The camera in the service's words. Without permission it is as good as blocked. */
export function reported(camera: CameraStatus): CameraState {
  return camera === 'not_asked' || camera === 'insecure' ? 'blocked' : camera;
}

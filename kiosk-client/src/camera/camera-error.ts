import type { CameraStatus } from '../machine/state.ts';

/** What a refusal of `getUserMedia` says about the camera. */
export function statusOfError(error: unknown): Exclude<CameraStatus, 'ready'> {
  switch (error instanceof Error ? error.name : '') {
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'missing';
    case 'NotAllowedError':
    case 'SecurityError':
      return 'blocked';
    default:
      // NotReadableError and AbortError: it is there, but gives nothing.
      return 'in_use';
  }
}

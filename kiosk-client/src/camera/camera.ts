import type { CameraStatus } from '../machine/state.ts';
import { playStream, stopTracks, wantedPictures } from './stream.ts';

type Trouble = Exclude<CameraStatus, 'ready'>;

const constraints: MediaStreamConstraints = {
  audio: false,
  video: {
    facingMode: 'user',
    ...wantedPictures,
  },
};

/** The camera and its video element. The camera is on only between `open` and `close`. */
export class Camera {
  readonly video: HTMLVideoElement;
  private stream: MediaStream | null = null;
  /** Increased by each call, so that a slow `open` notices that a later call replaced it. */
  private generation = 0;

  constructor(video: HTMLVideoElement) {
    this.video = video;
  }

  /**
   * Turns the camera on. Resolves with null once there is a picture, with the trouble otherwise, or with `'closed'`
   * when `close` was called in the meantime. Calls `ended` when the camera is lost.
   */
  async open(ended: (trouble: Trouble) => void): Promise<Trouble | 'closed' | null> {
    this.close();
    const { generation } = this;
    if (!window.isSecureContext) return 'insecure';
    let stream: MediaStream;
    try {
      stream = await navigator.mediaDevices.getUserMedia(constraints);
    } catch (error) {
      return generation === this.generation ? statusOfError(error) : 'closed';
    }
    if (generation !== this.generation) {
      stopTracks(stream);
      return 'closed';
    }
    this.stream = stream;
    for (const track of stream.getVideoTracks()) {
      track.addEventListener('ended', () => {
        if (stream === this.stream) void this.whyEnded(generation, ended);
      });
    }
    const pictured = await playStream(this.video, stream);
    if (generation !== this.generation) return 'closed';
    if (!pictured) this.close();
    return pictured ? null : 'in_use';
  }

  /**
   * Returns the labels of all cameras, the active one first, with the maximum size of its pictures. Null when `close`
   * was called in the meantime.
   */
  async names(): Promise<string[] | null> {
    const { generation } = this;
    const [track] = this.stream?.getVideoTracks() ?? [];
    const devices = await navigator.mediaDevices.enumerateDevices();
    if (generation !== this.generation) return null;
    const isOther = ({ kind, deviceId }: MediaDeviceInfo) =>
      kind === 'videoinput' && deviceId !== track?.getSettings().deviceId;
    const { width, height } = track?.getCapabilities?.() ?? {};
    const size = `${width?.max ?? '?'} × ${height?.max ?? '?'}`;
    const others = devices.filter(isOther).map(({ label }) => nameOf(label));
    return [`${nameOf(track?.label)}, ${size}`, ...others.sort()].slice(0, 16);
  }

  /** The browser's id of the camera, which stays the same; empty while it is off. */
  get deviceId(): string {
    return this.stream?.getVideoTracks()[0]?.getSettings().deviceId ?? '';
  }

  close(): void {
    this.generation++;
    stopTracks(this.stream);
    this.stream = null;
    this.video.srcObject = null;
  }

  private async whyEnded(generation: number, ended: (trouble: Trouble) => void): Promise<void> {
    const now = await assessCamera();
    if (generation !== this.generation) return;
    this.close();
    ended(now === 'ready' ? 'in_use' : now);
  }
}

/** Asks for the browser's camera permission once, while staff can answer, and turns the camera off at once. */
export async function askPermission(): Promise<void> {
  try {
    stopTracks(await navigator.mediaDevices.getUserMedia({ video: true }));
  } catch {
    // A refusal shows in the permission, which the caller reads next.
  }
}

function nameOf(label: string | undefined): string {
  return label?.slice(0, 160) || 'no name';
}

/** Returns the camera's trouble for an error of `getUserMedia`. */
function statusOfError(error: unknown): Trouble {
  switch (error instanceof Error ? error.name : '') {
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'missing';
    case 'NotAllowedError':
    case 'SecurityError':
      return 'blocked';
    default:
      // NotReadableError and AbortError: the camera exists, but delivers nothing.
      return 'in_use';
  }
}

/** Whether there is a usable camera, determined without turning it on. */
export async function assessCamera(): Promise<CameraStatus> {
  if (!window.isSecureContext) return 'insecure';
  const permission = await cameraPermission();
  if (permission === 'denied') return 'blocked';
  const devices = await navigator.mediaDevices.enumerateDevices();
  if (!devices.some((device) => device.kind === 'videoinput')) return 'missing';
  return permission === 'prompt' ? 'not_asked' : 'ready';
}

/** Calls `changed` after a camera was plugged in or out, allowed or forbidden. */
export async function watchCameras(changed: () => void): Promise<void> {
  if (!window.isSecureContext) return;
  navigator.mediaDevices.addEventListener('devicechange', changed);
  const status = await queryPermission();
  status?.addEventListener('change', changed);
}

async function cameraPermission(): Promise<PermissionState | null> {
  return (await queryPermission())?.state ?? null;
}

/** Null in browsers without this permission query. */
async function queryPermission(): Promise<PermissionStatus | null> {
  try {
    return await navigator.permissions.query({ name: 'camera' });
  } catch {
    return null;
  }
}

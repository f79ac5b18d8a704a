import type { CameraStatus } from '../machine/state.ts';

type Trouble = Exclude<CameraStatus, 'ready'>;

const constraints: MediaStreamConstraints = {
  audio: false,
  video: {
    facingMode: 'user',
    width: { ideal: 1280 },
    height: { ideal: 720 },
    frameRate: { ideal: 30 },
  },
};

/** Some webcams are turned on and then never give a picture. */
const firstFrameTimeoutMs = 5000;

/** The camera and the video element that shows it. On between `open` and `close`, and only then. */
export class Camera {
  readonly video: HTMLVideoElement;
  private stream: MediaStream | null = null;
  /** Raised by each call, so that a slow `open` notices that it is no longer wanted. */
  private generation = 0;

  constructor(video: HTMLVideoElement) {
    this.video = video;
  }

  /**
   * Turns the camera on. Resolves with null once there is a picture, with what is in the way, or
   * with `'closed'` when `close` was called meanwhile. `ended` is called when the camera goes away.
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
    const pictured = await this.firstPicture(stream);
    if (generation !== this.generation) return 'closed';
    if (!pictured) this.close();
    return pictured ? null : 'in_use';
  }

  /**
   * The labels of all cameras, the one that is on first, with how large its pictures can be. Null when
   * `close` was called meanwhile.
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
    const others = devices.filter(isOther).map(({ label }) => named(label));
    return [`${named(track?.label)}, ${size}`, ...others.sort()].slice(0, 16);
  }

  close(): void {
    this.generation++;
    if (this.stream) stopTracks(this.stream);
    this.stream = null;
    this.video.srcObject = null;
  }

  private firstPicture(stream: MediaStream): Promise<boolean> {
    return new Promise((resolve) => {
      this.video.requestVideoFrameCallback(() => resolve(true));
      window.setTimeout(() => resolve(false), firstFrameTimeoutMs);
      this.video.srcObject = stream;
      // Rejected when the stream is taken away again, which `open` notices by itself.
      this.video.play().catch(() => undefined);
    });
  }

  private async whyEnded(generation: number, ended: (trouble: Trouble) => void): Promise<void> {
    const now = await assessCamera();
    if (generation !== this.generation) return;
    this.close();
    ended(now === 'ready' ? 'in_use' : now);
  }
}

/** Asks the browser for camera permission once while staff can answer, and turns the camera off at once. */
export async function askPermission(): Promise<void> {
  try {
    stopTracks(await navigator.mediaDevices.getUserMedia({ video: true }));
  } catch {
    // The refusal shows in the permission, which is looked at next.
  }
}

function named(label: string | undefined): string {
  return label?.slice(0, 160) || 'no name';
}

function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/** What a refusal of `getUserMedia` says about the camera. */
function statusOfError(error: unknown): Trouble {
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

/** Whether there is a camera to use, found out without turning it on. */
export async function assessCamera(): Promise<CameraStatus> {
  if (!window.isSecureContext) return 'insecure';
  const permission = await cameraPermission();
  if (permission === 'denied') return 'blocked';
  const devices = await navigator.mediaDevices.enumerateDevices();
  if (!devices.some((device) => device.kind === 'videoinput')) return 'missing';
  return permission === 'prompt' ? 'not_asked' : 'ready';
}

/** Calls `changed` whenever a camera is plugged in or out, or allowed or forbidden. */
export async function watchCameras(changed: () => void): Promise<void> {
  if (!window.isSecureContext) return;
  navigator.mediaDevices.addEventListener('devicechange', changed);
  const status = await queryPermission();
  status?.addEventListener('change', changed);
}

async function cameraPermission(): Promise<PermissionState | null> {
  return (await queryPermission())?.state ?? null;
}

/** Null in browsers that cannot tell. */
async function queryPermission(): Promise<PermissionStatus | null> {
  try {
    return await navigator.permissions.query({ name: 'camera' });
  } catch {
    return null;
  }
}

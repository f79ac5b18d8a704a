import type { CameraStatus } from '../machine/state.ts';

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

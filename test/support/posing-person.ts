import { webcamFrames, type sampleFaces } from '../../lab/trial/sample-photos.ts';
import type { KioskClient } from '../../lab/simulate/kiosk-client.ts';
import type { Guidance } from '#server/protocol/messages.ts';
import { turnedFrames } from './turned-head.ts';

type Views = Record<'ahead' | 'left' | 'right', Buffer[]>;

/** Frames turned by about 14 degrees to either side, as the models see them. */
export async function viewsOf(
  face: (typeof sampleFaces)[keyof typeof sampleFaces],
): Promise<Views> {
  const ahead = await webcamFrames(face, 5);
  // Without a moving dot, one photo is enough for the other sides.
  const turn = (yaw: number) => turnedFrames(ahead, yaw, 0, { isOnePhoto: true });
  const [left, right] = await Promise.all([turn(25), turn(-28)]);
  return { ahead, left, right };
}

const followed: Partial<Record<Guidance, keyof Views>> = {
  turn_a_little_left: 'left',
  turn_a_little_right: 'right',
  face_camera: 'ahead',
};

/** Makes a person at the screen follow its guidance. @returns a function that stops them */
export function follow(kiosk: KioskClient, views: () => Views): () => void {
  let shown = '';
  const onGuidance = (guidance: Guidance) => {
    const wanted = followed[guidance];
    if (!wanted || wanted === shown) return;
    shown = wanted;
    kiosk.show(views()[wanted]);
  };
  kiosk.on('guidance', onGuidance);
  return () => kiosk.off('guidance', onGuidance);
}

import t from 'tap';
import { roomCells, roomGrid, type Vision } from '../../packages/face/index.ts';
import { picture, RawKiosk } from '../kiosk/raw-kiosk.ts';
import { deskWithBrowser } from './desk-in-browser.ts';

// The real page and service. The test makes the print of the room that a camera would see.

t.test('the room of a screen is learned by a press, and its card says so', async (t) => {
  const edges = new Uint8Array(roomCells * roomGrid.directions);
  for (let cell = 0; cell < roomCells; cell += 1)
    edges[cell * roomGrid.directions + (cell % 8)] = 200;
  const room = { shape: 133, edges, state: new Uint8Array(roomCells) };
  const vision = {
    model: { id: 'none' },
    analyze: async () => ({ ok: false, failure: 'no_face', explanation: 'Nobody.', room }),
  } as unknown as Vision;
  const { url, desk, open } = await deskWithBrowser(t, { vision });
  const { page } = await open('Rita Reception');
  const { code } = await desk.pairing.newCode({ name: 'Lobby' });
  const paired = await desk.pairing.redeem(code);
  if (!paired.paired) throw new Error(paired.refusal);
  const kiosk = await RawKiosk.ready(url, paired.token);
  t.teardown(() => kiosk.socket.terminate());
  await page.getByRole('link', { name: 'Lobby screens' }).click();
  await page.getByText('The room is not learned.').waitFor();
  await page.getByRole('button', { name: 'Learn the room' }).click();
  const { captureId } = await kiosk.next('capture_start');
  kiosk.send({ type: 'capture_started', captureId });
  for (let sequence = 0; ; sequence += 1) {
    kiosk.frame(captureId, sequence, picture(sequence));
    if ((await kiosk.next('frame_seen', 'capture_end')).type === 'capture_end') break;
  }
  await page.getByText('From now on each visitor is compared with it.').waitFor();
  await page.getByText('After you move the camera or rearrange the lobby').waitFor();
  t.equal(desk.kioskRegistry.status()[0]?.room, 'learned');
});

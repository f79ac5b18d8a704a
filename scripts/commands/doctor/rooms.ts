import type { Config } from '../../../server/config/config.ts';
import { roomStandingOf } from '../../../server/kiosk/learned-rooms.ts';
import { readCameras } from '../../../server/kiosk/paired-camera.ts';
import { printable } from '../../../server/platform/text.ts';
import type { Db } from '../../../server/store/schema.ts';
import { kioskRoomStates } from '../../../server/store/tables/kiosk-rooms.ts';
import { listKiosks } from '../../../server/store/tables/kiosks.ts';
import { ok, warning, type Finding } from './finding.ts';

/** Does each lobby camera still see the room that was learned? */
export async function checkRooms({ room }: Pick<Config, 'room'>, db: Db): Promise<Finding[]> {
  if (room === 'off') return [];
  const rooms = new Map((await kioskRoomStates(db)).map((each) => [each.kioskId, each]));
  const kiosks = (await listKiosks(db)).filter(({ revokedAt }) => !revokedAt);
  return kiosks.flatMap((kiosk) => {
    const about = printable`Room of screen ${kiosk.name}`;
    const learn = 'Stand aside and learn it: at the desk, under Lobby screens.';
    switch (roomStandingOf(rooms.get(kiosk.id), readCameras(kiosk).cameras)) {
      case 'learned':
        return [ok('room', about, 'It is learned.')];
      case 'differs':
        return [
          warning(
            'room',
            about,
            'The last visitors were in another room than the learned one.',
            `Look at the camera: it was moved, or a picture is in front of it. ${learn}`,
          ),
        ];
      case 'not_learned':
        return room === 'require'
          ? [warning('room', about, 'It is not learned, so every visitor is held there.', learn)]
          : [];
    }
  });
}

import { listKiosks } from '../../server/store/tables/kiosks.ts';
import type { Db } from '../../server/store/schema.ts';
import { timeOf } from '../cli/text.ts';
import { failing, ok, warning, type Finding } from './finding.ts';

/** The service notes every minute which kiosks are connected. */
const connectedWithinMs = 90_000;

/** Is a lobby screen paired, and is each of them there? */
export async function examineKiosks(db: Db, now = new Date()): Promise<Finding[]> {
  const kiosks = (await listKiosks(db)).filter(({ revokedAt }) => !revokedAt);
  if (kiosks.length === 0) {
    return [
      failing(
        'kiosks',
        'Lobby screens',
        'None is paired, so every visitor is held.',
        'Open the lobby page, then: npm run kiosk -- pair --name Lobby',
      ),
    ];
  }
  return kiosks.map(({ name, lastSeenAt }) => {
    const about = `Screen ${name}`;
    const isThere = lastSeenAt && now.getTime() - lastSeenAt.getTime() < connectedWithinMs;
    if (isThere) return ok('kiosk_connected', about, 'It is connected.');
    const found = lastSeenAt
      ? `It was last connected on ${timeOf(lastSeenAt)}.`
      : 'It is paired and was never connected.';
    const todo = 'Look whether its browser shows the lobby page and whether the service runs.';
    return warning('kiosk_connected', about, found, todo);
  });
}

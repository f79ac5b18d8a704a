import type { Secrets } from '../../server/config/secrets.ts';
import { warning, type Finding } from './finding.ts';

/** Does anybody notice when this service is silent? */
export function examineHeartbeat({ heartbeatUrl }: Pick<Secrets, 'heartbeatUrl'>): Finding[] {
  if (heartbeatUrl !== null) return [];
  return [
    warning(
      'heartbeat',
      'Silence',
      'Nobody notices when this service is silent, and Envoy lets visitors in then.',
      "Put a dead man's switch into HEARTBEAT_URL, or have docs/notifications.md's call made from outside.",
    ),
  ];
}

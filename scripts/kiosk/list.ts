import Table from 'cli-table3';
import type { Command } from 'commander';
import { listKiosks, type KioskRow } from '../../server/store/tables/kiosks.ts';
import { servesWhat } from './serves-what.ts';
import { withStore, type Answer } from './with-store.ts';

/** The service notes every minute which kiosks are connected. */
const connectedWithinMs = 90_000;

const help = `
"Last seen" is noted once a minute while a kiosk is connected; "now" means
within that time.

Examples:
  npm run kiosk -- list
  npm run kiosk -- list --all --json`;

/** `kiosk list` */
export function addListCommand(program: Command): void {
  program
    .command('list')
    .description('show the paired kiosks')
    .option('--all', 'the revoked ones too')
    .option('--json', 'print JSON')
    .addHelpText('after', help)
    .action((options: { all?: boolean; json?: boolean }) =>
      withStore(options, async (db) => {
        const all = await listKiosks(db);
        return described(all.filter((kiosk) => options.all || !kiosk.revokedAt));
      }),
    );
}

function described(kiosks: readonly KioskRow[]): Answer {
  const json = kiosks.map(
    ({ id, name, locationId, deviceId, createdAt, lastSeenAt, revokedAt }) => {
      return { id, name, locationId, deviceId, pairedAt: createdAt, lastSeenAt, revokedAt };
    },
  );
  if (kiosks.length === 0) {
    return { text: 'No kiosk is paired. Pair one with: npm run kiosk -- pair --name Lobby', json };
  }
  const table = new Table({
    head: ['Name', 'Serves', 'Paired', 'Last seen'],
    // With the borders, 80 columns.
    colWidths: [21, 18, 18, 18],
    wordWrap: true,
    wrapOnWordBoundary: false,
    style: { head: [], border: [] },
  });
  for (const kiosk of kiosks) {
    table.push([kiosk.name, servesWhat(kiosk), timeOf(kiosk.createdAt), lastSeen(kiosk)]);
  }
  return { text: table.toString(), json };
}

function lastSeen({ lastSeenAt, revokedAt }: KioskRow): string {
  if (revokedAt) return 'revoked';
  if (!lastSeenAt) return 'never';
  return Date.now() - lastSeenAt.getTime() < connectedWithinMs ? 'now' : timeOf(lastSeenAt);
}

/** Local time, as `2026-03-12 17:05`. */
function timeOf(date: Date): string {
  const two = (number: number) => String(number).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

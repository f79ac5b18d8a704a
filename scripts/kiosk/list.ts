import Table from 'cli-table3';
import type { Command } from 'commander';
import { listKiosks, type KioskRow } from '../../server/store/tables/kiosks.ts';
import { oneLine } from '../../server/platform/printable.ts';
import type { Answer } from '../cli/answer.ts';
import { answer, type OutputOptions } from '../cli/run.ts';
import { timeOf } from '../cli/text.ts';
import { servesWhat } from './serves-what.ts';
import { withStore } from './with-store.ts';

/** The service notes every minute which kiosks are connected. */
const connectedWithinMs = 90_000;

const nobody = 'No kiosk is paired. Pair one with: npm run kiosk -- pair --name Lobby';

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
    .summary('show the paired kiosks')
    .description('Show the paired kiosks.')
    .option('--all', 'the revoked ones too')
    .option('--json', 'print JSON')
    .addHelpText('after', help)
    .action((options: OutputOptions & { all?: boolean }) =>
      answer(options, () =>
        withStore(async (db) => {
          const all = await listKiosks(db);
          return described(all.filter((kiosk) => options.all || !kiosk.revokedAt));
        }),
      ),
    );
}

function described(kiosks: readonly KioskRow[]): Answer {
  const text = kiosks.length === 0 ? nobody : tableOf(kiosks);
  return { ok: true, text, json: { kiosks: kiosks.map(kioskJson) } };
}

function kioskJson(kiosk: KioskRow) {
  const { id, name, locationId, deviceId, createdAt, lastSeenAt, revokedAt } = kiosk;
  return { id, name, locationId, deviceId, pairedAt: createdAt, lastSeenAt, revokedAt };
}

function tableOf(kiosks: readonly KioskRow[]): string {
  const table = new Table({
    head: ['Name', 'Serves', 'Paired', 'Last seen'],
    // With the borders, 80 columns.
    colWidths: [21, 18, 18, 18],
    wordWrap: true,
    wrapOnWordBoundary: false,
    style: { head: [], border: [], compact: true },
  });
  for (const kiosk of kiosks) {
    table.push([oneLine(kiosk.name), servesWhat(kiosk), timeOf(kiosk.createdAt), lastSeen(kiosk)]);
  }
  return table.toString();
}

function lastSeen({ lastSeenAt, revokedAt }: KioskRow): string {
  if (revokedAt) return 'revoked';
  if (!lastSeenAt) return 'never';
  return Date.now() - lastSeenAt.getTime() < connectedWithinMs ? 'now' : timeOf(lastSeenAt);
}

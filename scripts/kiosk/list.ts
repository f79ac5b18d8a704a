import Table from 'cli-table3';
import type { Command } from 'commander';
import { listInstalls, type EnvoyInstallRow } from '../../server/store/tables/envoy-installs.ts';
import { listKiosks, type KioskRow } from '../../server/store/tables/kiosks.ts';
import { oneLine } from '../../server/platform/printable.ts';
import type { Answer } from '../cli/answer.ts';
import { answer, type OutputOptions } from '../cli/run.ts';
import { timeOf } from '../cli/text.ts';
import { chosenFor } from './chosen-for.ts';
import { servesWhat } from './serves-what.ts';
import { withStore } from './with-store.ts';

/** The service notes every minute which kiosks are connected. */
const connectedWithinMs = 90_000;

const nobody = 'No kiosk is paired. Pair one with: npm run kiosk -- pair --name Lobby';

const help = `
A kiosk that was chosen for a location in Envoy's setup step serves that
location, and stands in for no other.

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
          const shown = all.filter((kiosk) => options.all || !kiosk.revokedAt);
          return described(shown, await listInstalls(db));
        }),
      ),
    );
}

function described(kiosks: readonly KioskRow[], installs: readonly EnvoyInstallRow[]): Answer {
  const text = kiosks.length === 0 ? nobody : tableOf(kiosks, installs);
  return { ok: true, text, json: { kiosks: kiosks.map((kiosk) => kioskJson(kiosk, installs)) } };
}

function kioskJson(kiosk: KioskRow, installs: readonly EnvoyInstallRow[]) {
  const { id, name, locationId, deviceId, createdAt, lastSeenAt, revokedAt } = kiosk;
  const chosen = chosenOf(kiosk, installs);
  return {
    ...{ id, name, locationId, deviceId, chosenFor: chosen },
    ...{ pairedAt: createdAt, lastSeenAt, revokedAt },
  };
}

/** One that was revoked serves nobody, even if another one has its name now. */
function chosenOf({ name, revokedAt }: KioskRow, installs: readonly EnvoyInstallRow[]) {
  return revokedAt ? [] : chosenFor(name, installs);
}

function tableOf(kiosks: readonly KioskRow[], installs: readonly EnvoyInstallRow[]): string {
  const table = new Table({
    head: ['Name', 'Serves', 'Paired', 'Last seen'],
    // With the borders, 80 columns.
    colWidths: [21, 18, 18, 18],
    wordWrap: true,
    wrapOnWordBoundary: false,
    style: { head: [], border: [], compact: true },
  });
  for (const kiosk of kiosks) {
    // The table breaks lines anywhere, for the sake of long names.
    const serves = servesWhat(kiosk, chosenOf(kiosk, installs)).replaceAll(
      / (?=\()|(?<=;) /g,
      '\n',
    );
    table.push([oneLine(kiosk.name), serves, timeOf(kiosk.createdAt), lastSeen(kiosk)]);
  }
  return table.toString();
}

function lastSeen({ lastSeenAt, revokedAt }: KioskRow): string {
  if (revokedAt) return 'revoked';
  if (!lastSeenAt) return 'never';
  return Date.now() - lastSeenAt.getTime() < connectedWithinMs ? 'now' : timeOf(lastSeenAt);
}

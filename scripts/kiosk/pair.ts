import type { Command } from 'commander';
import type { Config } from '../../server/config/config.ts';
import { lobbyAddress } from '../../server/kiosk/lobby-address.ts';
import { createPairing } from '../../server/kiosk/pairing.ts';
import type { Db } from '../../server/store/schema.ts';
import { printable } from '../../server/platform/printable.ts';
import type { Answer } from '../cli/answer.ts';
import { answer, type OutputOptions } from '../cli/run.ts';
import { timeOf, wrapped } from '../cli/text.ts';
import { servesWhat } from './serves-what.ts';
import { withStore } from './with-store.ts';

interface Options extends OutputOptions {
  name: string;
  location?: string;
  device?: string;
}

const help = `
Prints a code of eight letters that works once, within 15 minutes. Open the
kiosk page on the lobby screen and type the code there, in any case, with or
without the dash.

A kiosk serves the sign-ins of any iPad. Where there are several lobbies or
iPads, say which with Envoy's ids: --device for one iPad, --location for all
iPads of a location that have no kiosk of their own. Envoy sends both ids with
each sign-in.

Examples:
  npm run kiosk -- pair --name Lobby
  npm run kiosk -- pair --name "Front door" --location 1042
  npm run kiosk -- pair --name "Left desk" --device 88`;

/** `kiosk pair` */
export function addPairCommand(program: Command): void {
  program
    .command('pair')
    .summary('print a one-time code that pairs a lobby screen')
    .description('Print a one-time code that pairs a lobby screen.')
    .requiredOption('--name <name>', 'how you call the kiosk, for example Lobby')
    .option('--location <id>', "Envoy's id of the location that it serves")
    .option('--device <id>', "Envoy's id of the iPad that it stands beside")
    .option('--json', 'print JSON')
    .addHelpText('after', help)
    .action((options: Options) =>
      answer(options, () => withStore((db, config) => pair(db, config, options))),
    );
}

async function pair(db: Db, config: Config, options: Options): Promise<Answer> {
  const { location: locationId = null, device: deviceId = null } = options;
  const name = options.name.trim();
  const kiosk = { name, locationId, deviceId };
  const { code, expiresAt } = await createPairing({ db }).newCode(kiosk);
  // Where the page is on this machine, and where else it may be opened.
  const urls = [lobbyAddress(config.lobby), ...config.lobby.origins];
  const text = [
    '',
    `    ${code}`,
    '',
    wrapped(`Type this code on the lobby screen at ${urls.join(' or ')}`),
    `until ${timeOf(expiresAt)}. It works once.`,
    wrapped(printable`The kiosk will be "${name}" and serve ${servesWhat(kiosk)}.`),
  ].join('\n');
  return { ok: true, text, json: { code, ...kiosk, expiresAt, urls } };
}

import type { Config } from '#server/config/config.ts';
import { servesWhat } from '#server/kiosk/kiosks-serving.ts';
import { lobbyAddress } from '#server/kiosk/lobby-listener.ts';
import { connectedKiosks } from '#server/installation/ask-operator.ts';
import { createPairing, revokePairing } from '#server/kiosk/pairing.ts';
import { printable, oneLine } from '#base/text';
import type { Db } from '#server/store/schema.ts';
import { placeNames, listKiosks, type KioskRow } from '#server/store/tables/kiosks.ts';
import { type CommandResult, RefusalError } from '../terminal/answer.ts';
import { createProgram, type Command, groupHelp } from '../terminal/program.ts';
import { table } from '../terminal/table.ts';
import { timeOf, wrapText } from '../terminal/text.ts';
import { withStore } from '../terminal/with-installation.ts';
import { commandActor } from '#server/installation/command-actor.ts';
import { certificateCommand } from './kiosk/certificate.ts';
import { vestibule } from '#server/platform/operator-error.ts';

const help = `
A kiosk is a browser on the lobby screen that lends its camera to sign-ins.
It is paired once with a code and stays paired until it is revoked.

Examples:
  vestibule kiosk pair --name Lobby
  vestibule kiosk list
  vestibule kiosk revoke Lobby
  vestibule kiosk certificate --host lobby.example

${groupHelp}`;

export function command(): Command {
  return createProgram('kiosk')
    .description('Pair, list and revoke the lobby screens whose cameras look at visitors.')
    .addHelpText('after', help)
    .withCommands(pairCommand, listKiosksCommand, revokeCommand, certificateCommand);
}

interface Options {
  name: string;
  location?: string;
  device?: string;
  reader?: boolean;
}

const pairHelp = `
Prints a code of eight letters that works once, within 15 minutes. Open the
kiosk page on the lobby screen and type the code there, in any case, with or
without the dash.

A kiosk serves the sign-ins of any iPad. Where there are several lobbies or
iPads, say which with Envoy's ids: --device for one iPad, --location for all
iPads of a location that have no kiosk of their own. Envoy sends both ids with
each sign-in.

With --reader, the code pairs a document reader beside a lobby screen that is
paired already: type it after "vestibule reader --code". The reader that was
paired there before is believed no more.

Examples:
  vestibule kiosk pair --name Lobby
  vestibule kiosk pair --reader --name Lobby
  vestibule kiosk pair --name "Front door" --location 1042
  vestibule kiosk pair --name "Left desk" --device 88`;

export const pairCommand = createProgram('pair')
  .about('print a one-time code that pairs a lobby screen')
  .requiredOption('--name <name>', 'how you call the kiosk, for example Lobby')
  .option('--location <id>', "Envoy's id of the location that it serves")
  .option('--device <id>', "Envoy's id of the iPad beside it")
  .option('--reader', 'pair a document reader beside this lobby screen')
  .addHelpText('after', pairHelp)
  .answers((options: Options) =>
    withStore((db, config) =>
      options.reader ? pairReader(db, options.name) : pair(db, config, options),
    ),
  );

async function pairReader(db: Db, wanted: string): Promise<CommandResult> {
  const { id, name } = await pairedKioskNamed(db, wanted);
  const offer = await createPairing({ db }).newReaderCode(id, commandActor());
  if (!offer) throw new RefusalError('no_such_kiosk', printable`"${name}" was unpaired just now.`);
  const { code, expiresAt } = offer;
  const text = [
    '',
    `    ${code}`,
    '',
    wrapText(`Type on the machine of the lobby screen: vestibule reader --code ${code}`),
    `until ${timeOf(expiresAt)}. It works once.`,
  ].join('\n');
  return { ok: true, text, json: { code, kiosk: { id, name }, expiresAt } };
}

async function pair(db: Db, config: Config, options: Options): Promise<CommandResult> {
  const { location: locationId = null, device: deviceId = null } = options;
  const name = options.name.trim();
  const kiosk = { name, locationId, deviceId };
  const pairing = createPairing({ db });
  const { code, expiresAt } = await pairing.newCode({ ...kiosk, actor: commandActor() });
  // The page's addresses on this machine and on others.
  const urls = [lobbyAddress(config.lobby), ...config.lobby.origins];
  const text = [
    '',
    `    ${code}`,
    '',
    wrapText(`Type this code on the lobby screen at ${urls.join(' or ')}`),
    `until ${timeOf(expiresAt)}. It works once.`,
    wrapText(printable`The kiosk will be "${name}" and serve ${servesWhat(kiosk)}.`),
  ].join('\n');
  return { ok: true, text, json: { code, ...kiosk, expiresAt, urls } };
}

const nobody = `No kiosk is paired. Pair one with: ${vestibule} kiosk pair --name Lobby`;

const listHelp = `
"Last seen" is "now" for a kiosk that is connected to the service on this
machine, or to another instance that it knows. It is noted once a minute, and so
is "Reader": when a document reader was last plugged in there.

Examples:
  vestibule kiosk list
  vestibule kiosk list --all --json`;

export const listKiosksCommand = createProgram('list')
  .about('show the paired kiosks')
  .option('--all', 'the revoked ones too')
  .addHelpText('after', listHelp)
  .answers((options: { all?: boolean }) =>
    withStore(async (db, config) => {
      const all = await listKiosks(db);
      const kiosks = all.filter((kiosk) => options.all || !kiosk.revokedAt);
      const connected = await connectedKiosks(config.dataDir);
      const names = await placeNames(db);
      return describe({ kiosks, names, connected });
    }),
  );

interface Listed {
  kiosks: readonly KioskRow[];
  /** Names of places by their ids. */
  names: ReadonlyMap<string, string>;
  /** Null: the service does not run here, so the connections are unknown. */
  connected: ReadonlySet<string> | null;
}

function describe(listed: Listed): CommandResult {
  const { kiosks } = listed;
  const text = kiosks.length === 0 ? nobody : tableOf(listed);
  return { ok: true, text, json: { kiosks: kiosks.map((kiosk) => kioskJson(kiosk, listed)) } };
}

function kioskJson(kiosk: KioskRow, { connected }: Listed) {
  const { id, name, locationId, deviceId, createdAt, lastSeenAt, revokedAt } = kiosk;
  return {
    id,
    name,
    locationId,
    deviceId,
    pairedAt: createdAt,
    connected: connected?.has(id) ?? null,
    lastSeenAt,
    hasReader: kiosk.readerTokenHash !== null,
    readerSeenAt: kiosk.readerSeenAt,
    revokedAt,
  };
}

function tableOf({ kiosks, names, connected }: Listed): string {
  const columns = { Name: 21, Serves: 18, 'Last seen': 18, Reader: 18 };
  const rows = kiosks.map((kiosk) => {
    const seen = connected?.has(kiosk.id) ? 'now' : lastSeen(kiosk);
    return [oneLine(kiosk.name), servesWhat(kiosk, names), seen, reader(kiosk)];
  });
  return table(columns, rows);
}

/** When a document reader was last plugged in there. */
function reader({ readerTokenHash, readerSeenAt }: KioskRow): string {
  if (readerTokenHash === null) return 'none';
  return readerSeenAt ? timeOf(readerSeenAt) : 'never';
}

function lastSeen({ lastSeenAt, revokedAt }: KioskRow): string {
  if (revokedAt) return 'revoked';
  if (!lastSeenAt) return 'never';
  return timeOf(lastSeenAt);
}

const revokeHelp = `
The kiosk's connection is closed within seconds, and its page asks for a new
pairing code. Its name is free again.

Example:
  vestibule kiosk revoke Lobby`;

export const revokeCommand = createProgram('revoke')
  .about('take the pairing of a kiosk back')
  .argument('<name>', 'its name, in any case, or its id')
  .addHelpText('after', revokeHelp)
  .answers((wanted: string) => withStore((db) => revoke(db, wanted)));

async function revoke(db: Db, wanted: string): Promise<CommandResult> {
  const { id, name } = await pairedKioskNamed(db, wanted);
  if (!(await revokePairing(db, id, commandActor()))) {
    throw new RefusalError('no_such_kiosk', printable`"${name}" was unpaired just now.`);
  }
  return { ok: true, text: printable`Revoked "${name}".`, json: { revoked: { id, name } } };
}

/** Finds a kiosk by its name, ignoring case, or its id. @throws {RefusalError} `no_such_kiosk` */
async function pairedKioskNamed(db: Db, wanted: string): Promise<KioskRow> {
  const paired = (await listKiosks(db)).filter((kiosk) => !kiosk.revokedAt);
  const kiosk =
    paired.find(({ id }) => id === wanted) ??
    paired.find(({ name }) => name.toLowerCase() === wanted.trim().toLowerCase());
  if (kiosk) return kiosk;
  const names = paired.map(({ name }) => printable`"${name}"`).join(', ');
  const others = names ? `Paired: ${names}.` : 'None is paired.';
  throw new RefusalError(
    'no_such_kiosk',
    printable`No paired kiosk is called "${wanted}". ${others}`,
  );
}

import path from 'node:path';
import { Option, type Command } from 'commander';
import { loadConfig } from '../../server/config/config.ts';
import { projectRoot, readEnvironment } from '../../server/config/environment.ts';
import type { Answer } from '../terminal/answer.ts';
import { answer, createProgram, type OutputOptions } from '../terminal/program.ts';
import { filesFor, tunnels, type NewFile, type Tunnel } from './setup/files.ts';
import { usualPlace, type Place } from './setup/place.ts';
import { funnelCommands, ngrokCommand } from './setup/service-unit.ts';
import {
  makeCredentialsFolder,
  makeDataFolder,
  makeUser,
  mustBeReadable,
  mustBeRoot,
  mustBeSeen,
  reloadSystemd,
  writeFiles,
  type Written,
} from './setup/system.ts';
import { vestibule } from '../../server/platform/command-name.ts';

interface Options extends OutputOptions {
  dryRun?: boolean;
  tunnel: Tunnel;
  hostname?: string;
  user?: string;
  dataDir?: string;
  screen: boolean;
  root: string;
}

const help = `
Examples:
  vestibule install-service --dry-run
  sudo vestibule install-service --hostname hook.example.com

docs/install.md tells the whole way.`;

/** `install-service` */
export function installServiceCommand(): Command {
  return createProgram('install-service')
    .description(
      'Let systemd run this project: the unit, its settings, the tunnel, the lobby screen.',
    )
    .option('--dry-run', 'print what would be written, and write nothing')
    .addOption(
      new Option('--tunnel <kind>', 'the tunnel that Envoy comes through')
        .choices(tunnels)
        .default('cloudflared'),
    )
    .option('--hostname <name>', 'the name that the tunnel answers for')
    .option('--user <name>', 'the user that the service runs as', 'vestibule')
    .option('--data-dir <folder>', 'database and template key', '/var/lib/vestibule')
    .option('--no-screen', 'the lobby screen is on another machine')
    .addOption(new Option('--root <folder>', 'write below this folder').default('/').hideHelp())
    .option('--json', 'print JSON')
    .addHelpText('after', help)
    .action((options: Options) => answer(options, () => install(options)));
}

async function install(options: Options): Promise<Answer> {
  const config = loadConfig(readEnvironment());
  const place = usualPlace({
    projectDir: projectRoot,
    node: process.execPath,
    hookPort: config.hook.port,
    lobbyPort: config.lobby.port,
    deadlineSeconds: config.deadlineMs / 1000,
    ...(options.hostname ? { hostname: options.hostname } : {}),
    ...(options.user ? { user: options.user } : {}),
    ...(options.dataDir ? { dataDir: options.dataDir } : {}),
  });
  mustBeSeen(place);
  const files = filesFor(place, options);
  if (options.dryRun) return printed(files, place, options);
  const isForThisMachine = path.resolve(options.root) === '/';
  if (isForThisMachine) {
    mustBeRoot();
    makeUser(place);
    mustBeReadable(place);
    makeDataFolder(place);
  }
  const written = await writeFiles(options.root, files);
  makeCredentialsFolder(options.root, place);
  if (isForThisMachine) reloadSystemd();
  return done(written, place, options);
}

function printed(files: readonly NewFile[], place: Place, options: Options): Answer {
  const parts = files.map(
    ({ path: name, purpose, content, isTheirs }) =>
      `# ${name}\n# ${purpose}${isTheirs ? '; kept as it is when it is there' : ''}\n\n${content}`,
  );
  const text = [...parts, `Nothing was written.\n\n${nextSteps(place, options)}`].join('\n');
  return { ok: true, text, json: { files } };
}

function done(written: readonly Written[], place: Place, options: Options): Answer {
  const words = { written: 'written', unchanged: 'as it was', kept: 'kept, yours' };
  const lines = written.map(({ path: name, state }) => `  ${words[state].padEnd(12)}${name}`);
  const text = [...lines, '', nextSteps(place, options)].join('\n');
  return { ok: true, text, json: { files: written } };
}

function nextSteps(place: Place, { tunnel }: Options): string {
  const secret = `${place.configDir}/credentials/ENVOY_CLIENT_SECRET`;
  const opened: Record<Tunnel, string> = {
    cloudflared: 'put your tunnel id into /etc/cloudflared/config.yml, restart cloudflared',
    tailscale: `open the tunnel:\n${indented(funnelCommands(place))}`,
    ngrok: `open the tunnel:\n${indented(ngrokCommand(place))}`,
    none: `let your tunnel reach http://127.0.0.1:${place.hookPort}/envoy/ and nothing else`,
  };
  const steps = [
    `the models: ${vestibule} models fetch`,
    `the secret from Envoy (type it, Enter, Ctrl-D):\n       install -m 600 /dev/stdin ${secret}`,
    opened[tunnel],
    'start it: systemctl enable --now vestibule',
    `pair the lobby screen, then look:\n       ${vestibule} kiosk pair --name Lobby\n       ${vestibule} doctor`,
  ];
  return ['Next:', ...steps.map((step, i) => `  ${i + 1}. ${step}`)].join('\n');
}

function indented(text: string): string {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => `       ${line}`)
    .join('\n');
}

import { settingSchemas } from '../../config/settings.ts';
import { type InstallLocation, identity, openPaths } from './install-location.ts';
import { serviceUnit, socketUnit } from './service-unit.ts';
import {
  caddyfile,
  cloudflaredConfig,
  nginxSite,
  ngrokPolicy,
} from '../../../packages/path-tunnels/index.ts';

const usualHookPort = String((settingSchemas.VESTIBULE_HOOK_PORT as { default?: number }).default);

export const tunnels = ['cloudflared', 'tailscale', 'ngrok', 'caddy', 'nginx', 'none'] as const;
export type Tunnel = (typeof tunnels)[number];

export interface Choices {
  tunnel: Tunnel;
  /** Whether this machine shows the lobby screen. */
  screen: boolean;
  /** Whether the tunnel's host name is known. */
  isNamed: boolean;
  /** Whether unit and command belong to a package. */
  isPackaged: boolean;
}

/** A file of the installation. */
export interface NewFile {
  /** Absolute path. */
  path: string;
  /** Purpose in a few words. */
  purpose: string;
  mode: number;
  content: string;
  /** The installer edits this file, so setup never replaces an existing one. */
  isTheirs: boolean;
}

/** The files of an installation under systemd, beside settings and secrets. */
export function filesFor(
  place: InstallLocation,
  { tunnel, screen, isNamed, isPackaged }: Choices,
): NewFile[] {
  const ours = (path: string, purpose: string, content: string, mode = 0o644): NewFile => {
    return { path, purpose, mode, content, isTheirs: false };
  };
  return [
    ...(isPackaged
      ? packagedPort(place).map((file) => ours(...file))
      : [
          ours('/etc/systemd/system/vestibule.service', 'the service', serviceUnit(place)),
          ours('/etc/systemd/system/vestibule.socket', 'holds calls for it', socketUnit(place)),
          ours(commandFile, 'runs commands beside the service', commandScript(place), 0o755),
          {
            ...ours(
              `${place.projectDir}/.env`,
              'where commands without it look for the data',
              projectEnvironment(place),
            ),
            isTheirs: true,
          },
        ]),
    ...(screen ? screenFiles(place).map((file) => ours(...file)) : []),
    ...tunnelFiles(place, { tunnel, isNamed }, '/etc/cloudflared/config.yml'),
  ];
}

/** The package's socket listens on the default port. Another port needs a file beside it. */
function packagedPort({ hookPort }: InstallLocation): [string, string, string][] {
  if (String(hookPort) === usualHookPort) return [];
  const content = `[Socket]\nListenStream=\nListenStream=127.0.0.1:${hookPort}\n`;
  return [['/etc/systemd/system/vestibule.socket.d/port.conf', 'where calls arrive', content]];
}

function screenFiles(place: InstallLocation): [string, string, string][] {
  return [
    [
      '/etc/chromium/policies/managed/vestibule.json',
      'what the lobby screen may do',
      chromiumPolicy(place),
    ],
    [
      '/etc/xdg/autostart/vestibule-screen.desktop',
      'starts the lobby screen',
      lobbyScreenAutostart(place),
    ],
  ];
}

const proxyFiles = { ngrok: 'ngrok-policy.yml', caddy: 'Caddyfile', nginx: 'nginx.conf' };

/** The file that lists the paths which a tunnel or proxy lets through. */
export function proxyFile(configDir: string, program: keyof typeof proxyFiles): string {
  return `${configDir}/${proxyFiles[program]}`;
}

/** @param cloudflaredFile path of cloudflared's configuration */
export function tunnelFiles(
  place: InstallLocation,
  { tunnel, isNamed }: Pick<Choices, 'tunnel' | 'isNamed'>,
  cloudflaredFile: string,
): NewFile[] {
  const theirs = (path: string, purpose: string, content: string): NewFile[] => {
    return [{ path, purpose, mode: 0o644, content, isTheirs: true }];
  };
  if (tunnel === 'cloudflared' && isNamed) {
    return theirs(cloudflaredFile, 'the tunnel', cloudflaredConfig(openPaths(place)));
  }
  const contents = { ngrok: ngrokPolicy, caddy: caddyfile, nginx: nginxSite };
  if (!(tunnel in contents) || (tunnel !== 'ngrok' && !isNamed)) return [];
  const name = tunnel as keyof typeof contents;
  return theirs(
    proxyFile(place.configDir, name),
    'what is let in',
    contents[name](openPaths(place)),
  );
}

/** The path of the command, and so its name. */
const commandFile = '/usr/local/bin/vestibule';

/**
 * A script that runs the project's other commands as the service would. Its unit description keeps the command line,
 * with people's names, out of the journal.
 */
export function commandScript(place: InstallLocation): string {
  const properties = identity(place).map((line) => `  ${shellQuoted(`--property=${line}`)} \\\n`);
  return `#!/bin/sh
# Runs a command of Vestibule beside the service: as its user, with its settings and its secrets.
set -eu
name=\${1:-}
# An upgrade asks another version than the current one.
program=\${VESTIBULE_PROGRAM:-${shellQuoted(place.projectDir)}}/dist/scripts/vestibule.js
export CALLED_AS='sudo vestibule'
case $name in ''|-*|demo|setup|try|upgrade) exec ${shellQuoted(place.node)} "$program" "$@" ;; esac
if [ "$(id -u)" -ne 0 ]; then
  echo "Only root can become the user ${place.user}: sudo vestibule $name ..." >&2
  exit 1
fi
if [ ! -d "\${VESTIBULE_SYSTEMD_DIR:-/run/systemd/system}" ]; then
${withoutSystemd(place)}fi
if [ -t 2 ] && ! runuser -u ${place.user} -- test -x "$PWD" 2>/dev/null; then
  echo "Files in $PWD are not found: the user ${place.user} may not look into it. Put them into /srv, for instance." >&2
fi
# systemd puts variables in for what looks like one; of two dollars one is left.
for argument; do
  shift
  doubled=$(printf '%s.' "$argument" | sed 's/\\$/$$/g')
  set -- "$@" "\${doubled%.}"
done
exec systemd-run --quiet --collect --wait --pipe --pty --service-type=exec \\
  --description="Vestibule, the command $name" \\
  --property="WorkingDirectory=-$PWD" --setenv=SUDO_USER="\${SUDO_USER:-root}" \\
${properties.join('')}  -- ${shellQuoted(place.node)} "$program" "$@"
`;
}

/**
 * Replaces systemd in a container without it: copies the secrets while the command runs. Values of the settings
 * file take precedence, as in the unit.
 */
function withoutSystemd({ user, dataDir, configDir, node }: InstallLocation): string {
  return `  credentials=$(mktemp -d /dev/shm/vestibule.XXXXXXXX)
  trap 'rm -rf "$credentials"' EXIT
  cp ${configDir}/credentials/* "$credentials" 2>/dev/null || true
  chown -R ${user}: "$credentials"
  set -- --env-file=${configDir}/vestibule.env "$program" "$@"
  [ -f ${configDir}/vestibule.env ] || shift
  grep -qs '^VESTIBULE_DATA_DIR=' ${configDir}/vestibule.env || set -- VESTIBULE_DATA_DIR=${dataDir} ${shellQuoted(node)} "$@"
  case $1 in VESTIBULE_DATA_DIR=*) ;; *) set -- ${shellQuoted(node)} "$@" ;; esac
  umask 077
  # No exec: the trap has to remove the secrets.
  runuser -u ${user} -- env -i PATH="$PATH" LANG="\${LANG:-C.UTF-8}" TERM="\${TERM:-dumb}" NODE_ENV=production \\
    CREDENTIALS_DIRECTORY="$credentials" SUDO_USER="\${SUDO_USER:-root}" "$@"
  exit $?
`;
}

/** Quotes a text as one word for a shell. */
function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** The settings file for the installer to edit; docs/reference.md explains each setting. */
export function environmentFile(): string {
  return `# Settings of Vestibule, one a line, as docs/reference.md describes them.
# Secrets do not belong here: each is a file in the folder credentials beside this one.
#
# Where Envoy reaches this machine, for vestibule doctor:
# VESTIBULE_PUBLIC_URL=https://vestibule.example.com
#
# How a face must show that it is a person's: off, passive, active or two_cameras
# VESTIBULE_LIVENESS=active
`;
}

/**
 * The project's own settings file. Without it, a command run by hand would make another installation: a pairing code
 * without a service, or a backup of nothing.
 */
function projectEnvironment({ dataDir }: InstallLocation): string {
  return `# Commands find the installation here; run them as its user, with "sudo vestibule".
VESTIBULE_DATA_DIR=${dataDir}
`;
}

/** Chromium's policy for the lobby screen: allows our page the camera without a question, and allows no other page. */
function chromiumPolicy({ lobbyPort }: InstallLocation): string {
  const page = `http://127.0.0.1:${lobbyPort}`;
  const policy = {
    VideoCaptureAllowed: false,
    VideoCaptureAllowedUrls: [page],
    AudioCaptureAllowed: false,
    URLBlocklist: ['*'],
    URLAllowlist: [page],
    DeveloperToolsAvailability: 2,
    BrowserSignin: 0,
    SyncDisabled: true,
    PasswordManagerEnabled: false,
    AutofillAddressEnabled: false,
    TranslateEnabled: false,
    MetricsReportingEnabled: false,
  };
  return `${JSON.stringify(policy, null, 2)}\n`;
}

/** Starts the lobby screen on the desktop of the logged-in user. */
function lobbyScreenAutostart({ lobbyPort }: InstallLocation): string {
  return `[Desktop Entry]
Type=Application
Name=Vestibule lobby screen
Exec=chromium --kiosk --noerrdialogs --disable-session-crashed-bubble --disable-features=Translate http://127.0.0.1:${lobbyPort}/
X-GNOME-Autostart-enabled=true
`;
}

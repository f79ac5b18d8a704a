import { identity } from './identity.ts';
import type { Place } from './place.ts';

/** Where the command lies, and so its name. */
export const commandFile = '/usr/local/bin/vestibule';

/**
 * The command that runs the project's other commands as the service would. Its description keeps the
 * command line, with the names in it, out of the journal.
 */
export function commandScript(place: Place): string {
  const properties = identity(place).map((line) => `  ${quoted(`--property=${line}`)} \\\n`);
  return `#!/bin/sh
# Runs a command of Vestibule beside the service: as its user, with its settings and its secrets.
set -eu
name=\${1:-}
program=${quoted(place.projectDir)}/dist/scripts/$name.js
case $name in */*) program= ;; esac
if [ -z "$name" ] || [ ! -f "$program" ]; then
  echo 'Usage: sudo vestibule COMMAND ..., where the README has npm run COMMAND -- ...' >&2
  echo 'For example: sudo vestibule enroll list' >&2
  exit 2
fi
if [ "$(id -u)" -ne 0 ]; then
  echo "Only root can become the user ${place.user}: sudo vestibule $name ..." >&2
  exit 1
fi
shift
# systemd puts variables in for what looks like one; of two dollars one is left.
for argument; do
  shift
  doubled=$(printf '%s.' "$argument" | sed 's/\\$/$$/g')
  set -- "$@" "\${doubled%.}"
done
exec systemd-run --quiet --collect --wait --pipe --pty --service-type=exec \\
  --description="Vestibule, the command $name" \\
  --property="WorkingDirectory=-$PWD" --setenv=SUDO_USER="\${SUDO_USER:-root}" \\
${properties.join('')}  -- ${quoted(place.node)} "$program" "$@"
`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\\\''")}'`;
}

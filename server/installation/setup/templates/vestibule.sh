#!/bin/sh
# Runs a command of Vestibule beside the service: as its user, with its settings and its secrets.
set -eu
name=${1:-}
# An upgrade asks another version than the current one.
program=${VESTIBULE_PROGRAM:-{{projectDir}}}/dist/scripts/vestibule.js
export CALLED_AS='sudo vestibule'
case $name in ''|-*|demo|setup|try|upgrade) exec {{node}} "$program" "$@" ;; esac
if [ "$(id -u)" -ne 0 ]; then
  echo "Only root can become the user {{user}}: sudo vestibule $name ..." >&2
  exit 1
fi
if [ ! -d "${VESTIBULE_SYSTEMD_DIR:-/run/systemd/system}" ]; then
  credentials=$(mktemp -d /dev/shm/vestibule.XXXXXXXX)
  trap 'rm -rf "$credentials"' EXIT
  cp {{configDir}}/credentials/* "$credentials" 2>/dev/null || true
  chown -R {{user}}: "$credentials"
  set -- --env-file={{configDir}}/vestibule.env "$program" "$@"
  [ -f {{configDir}}/vestibule.env ] || shift
  grep -qs '^VESTIBULE_DATA_DIR=' {{configDir}}/vestibule.env || set -- VESTIBULE_DATA_DIR={{dataDir}} {{node}} "$@"
  case $1 in VESTIBULE_DATA_DIR=*) ;; *) set -- {{node}} "$@" ;; esac
  umask 077
  # No exec: the trap has to remove the secrets.
  runuser -u {{user}} -- env -i PATH="$PATH" LANG="${LANG:-C.UTF-8}" TERM="${TERM:-dumb}" NODE_ENV=production \
    CREDENTIALS_DIRECTORY="$credentials" SUDO_USER="${SUDO_USER:-root}" "$@"
  exit $?
fi
if [ -t 2 ] && ! runuser -u {{user}} -- test -x "$PWD" 2>/dev/null; then
  echo "Files in $PWD are not found: the user {{user}} may not look into it. Put them into /srv, for instance." >&2
fi
# systemd puts variables in for what looks like one; of two dollars one is left.
for argument; do
  shift
  doubled=$(printf '%s.' "$argument" | sed 's/\$/$$/g')
  set -- "$@" "${doubled%.}"
done
exec systemd-run --quiet --collect --wait --pipe --pty --service-type=exec \
  --description="Vestibule, the command $name" \
  --property="WorkingDirectory=-$PWD" --setenv=SUDO_USER="${SUDO_USER:-root}" \
{{properties}}
  -- {{node}} "$program" "$@"

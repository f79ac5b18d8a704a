import { credentialPrefix } from '../../config/secrets.ts';
import {
  identity,
  isInHome,
  isStateFolder,
  stateFolders,
  type InstallLocation,
} from './install-location.ts';

/**
 * The unit of the service. `systemd-analyze security` shows its remaining access to the machine.
 * `MemoryDenyWriteExecute` stays off because V8 compiles at run time.
 */
export function serviceUnit(place: InstallLocation): string {
  return `[Unit]
Description=Vestibule, the face check beside the iPad
Wants=network-online.target
After=network-online.target vestibule.socket
# It holds the calls that come while the service is away. It is wanted and not required: where another program has
# the port at boot, the service tries the port itself until it is free.
Wants=vestibule.socket
PartOf=vestibule.socket
# It starts again for as long as it takes: while it is down, Envoy lets everybody in. It ends only where it cannot
# answer at all (settings, client secret, port); whatever else is wrong, it runs and holds every visitor.
StartLimitIntervalSec=0

[Service]
Type=notify
# The word comes from systemd-notify, which is a child of the service.
NotifyAccess=all
WorkingDirectory=${place.projectDir}
ExecStart=${place.node} ${place.projectDir}/dist/server/main.js
ExecReload=/bin/sh -c 'kill -HUP $MAINPID'

# The command "vestibule" has these too. The credentials are a file for each secret, named as the
# secret; the service sees copies that nobody else can read. Memory holds faces and keys, so none of
# it is written to the disk after a crash.
${identity(place).join('\n')}

Restart=always
RestartSec=2
WatchdogSec=15
# One that hangs cannot end by itself; while it is asked to, Envoy lets everybody in.
WatchdogSignal=SIGKILL
TimeoutStartSec=120
# Held sign-ins are answered and stored before it ends, with the help of the models' process.
TimeoutStopSec=90
KillMode=mixed
# When memory runs out, the kernel ends a process that decodes pictures, which starts again by itself. The one that
# answers Envoy goes on. The limit keeps the rest of the machine out of it.
MemoryMax=80%
OOMPolicy=continue
# Before other services of the machine, when all are busy.
CPUWeight=500

${dataFolder(place)}
CapabilityBoundingSet=
ProtectSystem=strict
ProtectHome=${isInHome(place.projectDir) || isInHome(place.node) ? 'read-only' : 'yes'}
${sandbox}

[Install]
WantedBy=multi-user.target
Also=vestibule.socket
`;
}

/** Removes access to parts of the machine that the service never needs. */
export const sandbox = `PrivateTmp=yes
PrivateDevices=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
RemoveIPC=yes
LockPersonality=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged
SystemCallErrorNumber=EPERM`;

/** systemd makes data folders only under /var/lib. For others, setup makes the folder and the unit allows writing. */
function dataFolder({ dataDir }: InstallLocation): string {
  if (!isStateFolder(dataDir)) return `ReadWritePaths=${dataDir}`;
  return `StateDirectory=${dataDir.slice(stateFolders.length)}\nStateDirectoryMode=0700`;
}

/**
 * The socket for Envoy's calls. systemd keeps it open while the service is away, during an upgrade or after a crash.
 * Calls wait in it. A refused call would let its visitor in.
 */
export function socketUnit({ hookPort }: InstallLocation): string {
  return `[Unit]
Description=Vestibule, where Envoy's calls arrive

[Socket]
# The same as VESTIBULE_HOOK_HOST and VESTIBULE_HOOK_PORT in the settings.
ListenStream=127.0.0.1:${hookPort}
FileDescriptorName=hook
# A service that cannot start is tried again by its own unit; the socket stays.
TriggerLimitIntervalSec=0

[Install]
WantedBy=sockets.target
`;
}

/** The unit of a stand-by, on a second machine. It reads no data folder and writes nothing. */
export function standbyUnit({ node, projectDir, configDir }: InstallLocation): string {
  return `[Unit]
Description=Vestibule stand-by, holds visitors while the service is away
Wants=network-online.target
After=network-online.target vestibule-standby.socket
Wants=vestibule-standby.socket
PartOf=vestibule-standby.socket
ConditionPathExists=${configDir}/standby.env
StartLimitIntervalSec=0

[Service]
Type=notify
NotifyAccess=all
ExecStart=${node} ${projectDir}/dist/scripts/vestibule.js standby --for \${STANDBY_FOR} $STANDBY_OPTIONS
EnvironmentFile=${configDir}/standby.env
Environment=NODE_ENV=production
LoadCredential=${credentialPrefix}:${configDir}/credentials
DynamicUser=yes
UMask=0077
NoNewPrivileges=yes
LimitCORE=0
Restart=always
RestartSec=1
WatchdogSec=15
# One that hangs cannot end by itself; while it is asked to, Envoy lets everybody in.
WatchdogSignal=SIGKILL
# Calls that it has forwarded are answered before it ends.
TimeoutStopSec=35
KillMode=mixed
MemoryMax=50%
OOMPolicy=continue
CPUWeight=500
CapabilityBoundingSet=
ProtectSystem=strict
ProtectHome=${isInHome(projectDir) || isInHome(node) ? 'read-only' : 'yes'}
${sandbox}

[Install]
WantedBy=multi-user.target
Also=vestibule-standby.socket
`;
}

/** The socket for the tunnel. It stays open while the stand-by restarts. */
export function standbySocketUnit(): string {
  return `[Unit]
Description=Vestibule stand-by, where Envoy's calls arrive

[Socket]
ListenStream=127.0.0.1:8787
FileDescriptorName=hook
TriggerLimitIntervalSec=0

[Install]
WantedBy=sockets.target
`;
}

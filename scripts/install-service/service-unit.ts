import { credentialPrefix } from '../../server/config/secrets.ts';
import type { Place } from './place.ts';

/**
 * The unit of the service. `systemd-analyze security` says how much of the machine it can still
 * reach; `MemoryDenyWriteExecute` stays off because V8 compiles at run time.
 */
export function serviceUnit(place: Place): string {
  return `[Unit]
Description=Vestibule, the face check beside the iPad
Wants=network-online.target
After=network-online.target
# It starts again for as long as it takes: while it is down, Envoy lets everybody in.
StartLimitIntervalSec=0

[Service]
Type=notify
# The word comes from systemd-notify, which is a child of the service.
NotifyAccess=all
User=${place.user}
WorkingDirectory=${place.projectDir}
ExecStart=${place.node} ${place.projectDir}/dist/server/main.js
Environment=NODE_ENV=production
Environment=VESTIBULE_DATA_DIR=${place.dataDir}
EnvironmentFile=-${place.configDir}/vestibule.env
# A file for each secret, named as the secret; the service sees copies that nobody else can read.
LoadCredential=${credentialPrefix}:${place.configDir}/credentials

Restart=always
RestartSec=2
WatchdogSec=60
TimeoutStartSec=120
# Held sign-ins are answered before it ends, with the help of the models' process.
TimeoutStopSec=${Math.ceil(place.deadlineSeconds) + 15}
KillMode=mixed

StateDirectory=${place.dataDir.replace(/^\/var\/lib\//, '')}
StateDirectoryMode=0700
UMask=0077
NoNewPrivileges=yes
CapabilityBoundingSet=
ProtectSystem=strict
ProtectHome=${place.projectDir.startsWith('/home/') ? 'read-only' : 'yes'}
PrivateTmp=yes
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
SystemCallErrorNumber=EPERM

[Install]
WantedBy=multi-user.target
`;
}

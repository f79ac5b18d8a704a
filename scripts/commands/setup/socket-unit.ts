import type { Place } from './place.ts';

/**
 * The socket that Envoy's calls come to. systemd keeps it open while the service is away, for an upgrade
 * or after a crash: a call waits in it, instead of being refused and its visitor let in.
 */
export function socketUnit({ hookPort }: Place): string {
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

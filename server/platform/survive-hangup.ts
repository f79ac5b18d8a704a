/**
 * Import this first in a process that answers Envoy: if it ends, Envoy lets visitors in. A terminal that closes sends
 * SIGHUP and takes no more output, and `systemctl reload` sends SIGHUP, too. By default, each of these ends a process.
 */
process.on('SIGHUP', () => {});
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});

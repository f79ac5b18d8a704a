import { userInfo } from 'node:os';
import { oneLine } from '../../server/platform/printable.ts';

/**
 * Who runs this command, as the audit record has it: the account, and behind `sudo` the caller's, for
 * the account is the service's then. Whoever may become that can write the record anyway.
 */
export function commandActor(): string {
  return `command:${oneLine(process.env['SUDO_USER'] ?? userInfo().username, 100)}`;
}

import { userInfo } from 'node:os';
import { oneLine } from '#base/text';

/**
 * The actor for the audit record: the account, or the caller's account behind `sudo`, because `sudo` switches to the
 * service's account. A person who may use that account can write the record anyway.
 */
export function commandActor(): string {
  return `command:${oneLine(process.env['SUDO_USER'] ?? userInfo().username, 100)}`;
}

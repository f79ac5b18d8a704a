import { userInfo } from 'node:os';

/** Who runs this command, as the audit record has it: the account, and behind `sudo` the caller's. */
export function commandActor(): string {
  const { uid, username } = userInfo();
  const caller = uid === 0 ? process.env['SUDO_USER'] : undefined;
  return `command:${caller ?? username}`;
}

import type { Command } from 'commander';
import { listKiosks, revokeKiosk } from '../../server/store/tables/kiosks.ts';
import { CommandError } from './command-error.ts';
import { withStore } from './with-store.ts';

const help = `
The kiosk's connection is closed within seconds, and its page asks for a new
pairing code. Its name is free again.

Example:
  npm run kiosk -- revoke Lobby`;

/** `kiosk revoke` */
export function addRevokeCommand(program: Command): void {
  program
    .command('revoke')
    .description('take the pairing of a kiosk back')
    .argument('<name>', 'its name, in any case, or its id')
    .option('--json', 'print JSON')
    .addHelpText('after', help)
    .action((wanted: string, options: { json?: boolean }) =>
      withStore(options, async (db) => {
        const paired = (await listKiosks(db)).filter((kiosk) => !kiosk.revokedAt);
        const kiosk =
          paired.find(({ id }) => id === wanted) ??
          paired.find(({ name }) => name.toLowerCase() === wanted.trim().toLowerCase());
        if (!kiosk || !(await revokeKiosk(db, kiosk.id, new Date()))) {
          const names = paired.map(({ name }) => `"${name}"`).join(', ');
          throw new CommandError(
            'no_such_kiosk',
            `No paired kiosk is called "${wanted}". ` +
              (names ? `Paired: ${names}.` : 'None is paired.'),
          );
        }
        return {
          text: `Revoked "${kiosk.name}".`,
          json: { revoked: { id: kiosk.id, name: kiosk.name } },
        };
      }),
    );
}

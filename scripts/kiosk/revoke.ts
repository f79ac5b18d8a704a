import type { Command } from 'commander';
import { recordEvent } from '../../server/audit/record.ts';
import type { Db } from '../../server/store/schema.ts';
import { listKiosks, revokeKiosk } from '../../server/store/tables/kiosks.ts';
import { printable } from '../../server/platform/printable.ts';
import { commandActor } from '../cli/actor.ts';
import { Refusal, type Answer } from '../cli/answer.ts';
import { answer, type OutputOptions } from '../cli/run.ts';
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
    .summary('take the pairing of a kiosk back')
    .description('Take the pairing of a kiosk back.')
    .argument('<name>', 'its name, in any case, or its id')
    .option('--json', 'print JSON')
    .addHelpText('after', help)
    .action((wanted: string, options: OutputOptions) =>
      answer(options, () => withStore((db) => revoke(db, wanted))),
    );
}

async function revoke(db: Db, wanted: string): Promise<Answer> {
  const paired = (await listKiosks(db)).filter((kiosk) => !kiosk.revokedAt);
  const kiosk =
    paired.find(({ id }) => id === wanted) ??
    paired.find(({ name }) => name.toLowerCase() === wanted.trim().toLowerCase());
  if (!kiosk || !(await revokeOnRecord(db, kiosk.id))) {
    const names = paired.map(({ name }) => printable`"${name}"`).join(', ');
    const others = names ? `Paired: ${names}.` : 'None is paired.';
    throw new Refusal('no_such_kiosk', printable`No paired kiosk is called "${wanted}". ${others}`);
  }
  const { id, name } = kiosk;
  return { ok: true, text: printable`Revoked "${name}".`, json: { revoked: { id, name } } };
}

function revokeOnRecord(db: Db, id: string): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    if (!(await revokeKiosk(transaction, id, new Date()))) return false;
    const event = { action: 'kiosk_revoked', actor: commandActor(), subject: id } as const;
    await recordEvent(transaction, event);
    return true;
  });
}

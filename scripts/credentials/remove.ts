import type { Command } from 'commander';
import { distrustIssuer } from '../../server/credentials/issuers/trust.ts';
import type { Db } from '../../server/store/schema.ts';
import { listCredentialIssuers } from '../../server/store/tables/credential-issuers.ts';
import { printable } from '../../server/platform/printable.ts';
import { commandActor } from '../cli/actor.ts';
import { Refusal, type Answer } from '../cli/answer.ts';
import { answer, type OutputOptions } from '../cli/run.ts';
import { withStore } from '../kiosk/with-store.ts';

const help = `
Its passes count no more from the next sign-in on.

Example:
  npm run credentials -- issuers remove https://cards.example`;

/** `credentials issuers remove` */
export function addRemoveCommand(issuers: Command): void {
  issuers
    .command('remove')
    .summary('trust an issuer no more')
    .description('Trust an issuer no more.')
    .argument('<issuer>', 'its address, its country, or its id')
    .option('--json', 'print JSON')
    .addHelpText('after', help)
    .action((wanted: string, options: OutputOptions) =>
      answer(options, () => withStore((db) => remove(db, wanted))),
    );
}

async function remove(db: Db, wanted: string): Promise<Answer> {
  const all = await listCredentialIssuers(db);
  const found = all.find(({ id, issuer }) => id === wanted || issuer === wanted);
  if (!found || !(await distrustIssuer(db, found.id, commandActor()))) {
    const others =
      all.length === 0 ? 'Nobody is.' : 'Look at: npm run credentials -- issuers list.';
    throw new Refusal('no_such_issuer', printable`"${wanted}" is not trusted anyway. ${others}`);
  }
  const { id, kind, issuer } = found;
  const text = printable`No longer trusted: ${issuer}.`;
  return { ok: true, text, json: { removed: { id, kind, issuer } } };
}

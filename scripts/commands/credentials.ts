import { distrustIssuer } from '../../server/credentials/trust-issuers.ts';
import { oneLine, printable } from '../../packages/printable-text/index.ts';
import type { Db } from '../../server/store/schema.ts';
import {
  listCredentialIssuers,
  type CredentialIssuer,
} from '../../server/credentials/credential-rows.ts';
import { type CommandResult, RefusalError } from '../terminal/answer.ts';
import { createProgram, type Command, groupHelp } from '../terminal/program.ts';
import { table } from '../terminal/table.ts';
import { dateOf } from '../terminal/text.ts';
import { withStore } from '../terminal/with-installation.ts';
import { commandActor } from '../../server/installation/command-actor.ts';
import { vestibule } from '../../server/platform/operator-error.ts';
import { addIssuerCommand, importIssuersCommand } from './credentials/issuers.ts';
import { revocationsCommand } from './credentials/revocations.ts';

const help = `
A health pass counts when its issuer is trusted here. At first, no issuer is
trusted. Keys are never fetched: they come from files that you checked.

Examples:
  vestibule credentials issuers add --issuer https://cards.example jwks.json
  vestibule credentials issuers add --country DE dsc.pem
  vestibule credentials issuers import vci_snapshot.json \\
    --only https://cards.example
  vestibule credentials issuers list
  vestibule credentials issuers remove https://cards.example
  vestibule credentials revocations import --name Latvia revoked.txt

${groupHelp}`;

export function command(): Command {
  const issuers = createProgram('issuers')
    .description('Whose health passes are trusted.')
    .withCommands(addIssuerCommand, importIssuersCommand, listIssuersCommand, removeIssuerCommand);
  return createProgram('credentials')
    .description('Say whose health passes are trusted.')
    .addHelpText('after', help)
    .withCommands(issuers, revocationsCommand);
}

const nobody = `No issuer is trusted yet. Trust one with: ${vestibule} credentials issuers add --help`;
const kinds = { shc: 'SMART', dcc: 'EU' } as const;

export const listIssuersCommand = createProgram('list')
  .about('show who is trusted')
  .answers(() => withStore(async (db) => described(await listCredentialIssuers(db))));

function described(issuers: readonly CredentialIssuer[]): CommandResult {
  const json = issuers.map(({ id, kind, issuer, name, keys, changedAt }) => {
    return { id, kind, issuer, name, keys, changedAt };
  });
  const text = issuers.length === 0 ? nobody : tableOf(issuers);
  return { ok: true, text, json: { issuers: json } };
}

function tableOf(issuers: readonly CredentialIssuer[]): string {
  const columns = { Passes: 8, Issuer: 47, Keys: 7, Changed: 13 };
  const rows = issuers.map(({ kind, issuer, name, keys, changedAt }) => {
    const called = name === null ? oneLine(issuer) : `${oneLine(name)}\n${oneLine(issuer)}`;
    return [kinds[kind], called, keys, dateOf(changedAt)];
  });
  return table(columns, rows);
}

const removeHelp = `
Its passes count no more from the next sign-in on.

Example:
  vestibule credentials issuers remove https://cards.example`;

export const removeIssuerCommand = createProgram('remove')
  .about('trust an issuer no more')
  .argument('<issuer>', 'its address, its country, or its id')
  .addHelpText('after', removeHelp)
  .answers((wanted: string) => withStore((db) => remove(db, wanted)));

async function remove(db: Db, wanted: string): Promise<CommandResult> {
  const all = await listCredentialIssuers(db);
  const found = all.find(({ id, issuer }) => id === wanted || issuer === wanted);
  if (!found || !(await distrustIssuer(db, found.id, commandActor()))) {
    const others =
      all.length === 0
        ? 'There are no trusted issuers.'
        : `Look at: ${vestibule} credentials issuers list.`;
    throw new RefusalError(
      'no_such_issuer',
      printable`"${wanted}" is not trusted anyway. ${others}`,
    );
  }
  const { id, kind, issuer } = found;
  const text = printable`No longer trusted: ${issuer}.`;
  return { ok: true, text, json: { removed: { id, kind, issuer } } };
}

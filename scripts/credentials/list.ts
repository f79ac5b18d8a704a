import Table from 'cli-table3';
import type { Command } from 'commander';
import {
  listCredentialIssuers,
  type CredentialIssuer,
} from '../../server/store/tables/credential-issuers.ts';
import { oneLine } from '../../server/platform/printable.ts';
import type { Answer } from '../cli/answer.ts';
import { answer, type OutputOptions } from '../cli/run.ts';
import { dateOf } from '../cli/text.ts';
import { withStore } from '../kiosk/with-store.ts';

const nobody =
  'Nobody is trusted yet. Trust somebody with: npm run credentials -- issuers add --help';
const kinds = { shc: 'SMART', dcc: 'EU' } as const;

/** `credentials issuers list` */
export function addListCommand(issuers: Command): void {
  issuers
    .command('list')
    .summary('show who is trusted')
    .description('Show who is trusted.')
    .option('--json', 'print JSON')
    .action((options: OutputOptions) =>
      answer(options, () => withStore(async (db) => described(await listCredentialIssuers(db)))),
    );
}

function described(issuers: readonly CredentialIssuer[]): Answer {
  const json = issuers.map(({ id, kind, issuer, name, keys, changed_at }) => {
    return { id, kind, issuer, name, keys, changedAt: changed_at };
  });
  const text = issuers.length === 0 ? nobody : tableOf(issuers);
  return { ok: true, text, json: { issuers: json } };
}

function tableOf(issuers: readonly CredentialIssuer[]): string {
  const table = new Table({
    head: ['Passes', 'Issuer', 'Keys', 'Changed'],
    // With the borders, 80 columns.
    colWidths: [8, 47, 7, 13],
    wordWrap: true,
    wrapOnWordBoundary: false,
    style: { head: [], border: [], compact: true },
  });
  for (const { kind, issuer, name, keys, changed_at } of issuers) {
    const called = name === null ? oneLine(issuer) : `${oneLine(name)}\n${oneLine(issuer)}`;
    table.push([kinds[kind], called, keys, dateOf(new Date(changed_at))]);
  }
  return table.toString();
}

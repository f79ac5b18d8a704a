import type { Command } from 'commander';
import { resealRecord } from '../../server/audit/seal.ts';
import { commandActor } from '../cli/actor.ts';
import { Refusal } from '../cli/answer.ts';
import { answer, type OutputOptions } from '../cli/run.ts';
import { withPresentInstallation } from '../cli/with-installation.ts';

const help = `
For when "verify" says that the record does not fit its seal and you know why: a
database was put back by hand, the seal's file was lost. That it was sealed
again, by whom and with which fault, stays on record. Events that were altered
are not mended by it.

Example:
  npm run audit -- reseal`;

/** `audit reseal` */
export function addResealCommand(program: Command): void {
  program
    .command('reseal')
    .summary('seal the record as it is, when you know why it does not fit its seal')
    .description('Seal the record as it is, when you know why it does not fit its seal.')
    .option('--json', 'print JSON')
    .addHelpText('after', help)
    .action((options: OutputOptions) =>
      answer(options, () =>
        withPresentInstallation(async ({ store, config }) => {
          const result = await resealRecord({ ...config, db: store.db }, commandActor());
          if (result === 'no_key') {
            throw new Refusal('no_key', 'There is no template key to seal with; nothing was done.');
          }
          return { ok: true, text: 'The record is sealed as it is.', json: { sealed: true } };
        }),
      ),
    );
}

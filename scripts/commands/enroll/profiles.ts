import type { Command } from 'commander';
import { forgetProfiles } from '../../../server/people/visitor-profiles.ts';
import { printable } from '../../../server/platform/printable.ts';
import { onePerson } from '../../terminal/person.ts';
import { answer, type OutputOptions } from '../../terminal/program.ts';
import { wrapped } from '../../terminal/text.ts';
import { commandActor } from '../../terminal/with-installation.ts';
import { withStore } from '../../terminal/workplace.ts';

const help = `
Envoy knows a visitor who returns by a profile. One that the camera has found to
be an enrolled person finds them from then on. When somebody chose another
visitor's profile on the iPad, sign-ins with it are held (profile_differs); this
forgets all profiles of the person whom it is tied to. The right one is learnt
again at the next sign-in.

Examples:
  vestibule enroll forget-profiles ada@example.com`;

/** `enroll forget-profiles` */
export function addForgetProfilesCommand(program: Command): void {
  program
    .command('forget-profiles')
    .summary("forget Envoy's visitor profiles of a person")
    .description("Forget which of Envoy's visitor profiles are a person's.")
    .argument('<person>', 'id, e-mail, employee id or exact name')
    .option('--json', 'print JSON')
    .addHelpText('after', help)
    .action((reference: string, options: OutputOptions) =>
      answer(options, () =>
        withStore(async ({ store }) => {
          const { id, name } = await onePerson(store.db, reference);
          const forgotten = await forgetProfiles(store.db, id, commandActor());
          const said =
            forgotten === 0
              ? printable`No profile of ${name} is known; nothing was changed.`
              : printable`Forgot ${forgotten} of Envoy's visitor profiles of ${name}.`;
          return { ok: true, text: wrapped(said), json: { id, forgotten } };
        }),
      ),
    );
}

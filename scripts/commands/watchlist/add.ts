import { addToWatchlist, type AddResult } from '#server/watchlist/change.ts';
import type { NewEntry } from '#server/watchlist/entry.ts';
import { commandActor } from '#server/installation/command-actor.ts';
import { withInstallation } from '../../terminal/with-installation.ts';
import type { CommandResult } from '../../terminal/answer.ts';
import { createProgram, collectValues } from '../../terminal/program.ts';
import { alarming, withMark, wrapText, asLastDay } from '../../terminal/text.ts';
import { photoFile, photoLines } from '../../terminal/photos.ts';
import { withEnrolment } from '../../terminal/with-resources.ts';

interface Options {
  name?: string;
  alias?: string[];
  birthDate?: string;
  country?: string;
  email?: string;
  domain?: string;
  phone?: string;
  company?: string;
  note?: string;
  legalBasis?: string;
  expires?: Date;
}

const help = `
A name is found however it is written (see docs/watchlists.md); a birth date and
a country narrow it where the sign-in form asks for them.

With photos the face is on the list, too. It is compared only during a capture
that takes place anyway, a match is only ever a reason to look at a document,
and --legal-basis must say what allows to keep it.

Examples:
  vestibule watchlist add --name "Ada Example" --alias "Ada Sample" \\
    --birth-date 1990-12-31 \\
    --note "threatened staff, 2026-11-20, see incident 12"
  vestibule watchlist add --domain example.org \\
    --note "press: to the press office"
  vestibule watchlist add --phone "+1 415 555 0100" --expires 2027-01-31 \\
    --note "nuisance calls"
  vestibule watchlist add --name "Ada Example" --note "house ban" \\
    --legal-basis "house ban of 2026-11-24, approved by the DPO" ada.jpg`;

export const addEntryCommand = createProgram('add')
  .about('put somebody on the own list')
  .argument('[photos...]', 'photos of this person alone, from the front')
  .option('--name <name>', 'full name')
  .option('--alias <name>', 'another name; may be given several times', collectValues)
  .option('--birth-date <date>', 'for example 1990-12-31')
  .option('--country <country>', 'name, or code of two letters')
  .option('--email <address>', 'e-mail address')
  .option('--domain <domain>', 'everybody with an e-mail address there')
  .option('--phone <number>', 'telephone number with its country code')
  .option('--company <name>', 'everybody who says they come from there')
  .option('--note <text>', 'why; the front desk will ask')
  .option('--legal-basis <text>', 'what allows to keep the face')
  .option('--expires <date>', 'last day on the list, for example 2027-11-24', asLastDay)
  .addHelpText('after', help)
  .answers(add);

async function add(photoNames: readonly string[], options: Options): Promise<CommandResult> {
  const entry = entryOf(options);
  const actor = commandActor();
  if (photoNames.length === 0) {
    return withInstallation(async ({ store }) =>
      tell(await addToWatchlist(store.db, actor, entry)),
    );
  }
  const photos = photoNames.map((name) => photoFile(name, process.cwd()));
  return withEnrolment(async ({ db, cipher, vision }) =>
    tell(await addToWatchlist(db, actor, entry, { photos, making: { cipher, vision } })),
  );
}

function entryOf(options: Options): NewEntry {
  const { name, alias, birthDate, country, email, domain, phone, company } = options;
  return {
    name: name ?? null,
    aliases: alias ?? [],
    birthDate: birthDate ?? null,
    country: country ?? null,
    email: email ?? null,
    domain: domain ?? null,
    phone: phone ?? null,
    company: company ?? null,
    note: options.note ?? '',
    legalBasis: options.legalBasis ?? null,
    expiresAt: options.expires ?? null,
  };
}

function tell(result: AddResult): CommandResult {
  if (result.state === 'added') {
    const { id, faces } = result;
    const face = faces === 0 ? '' : `, with the face of ${faces} photo${faces === 1 ? '' : 's'}`;
    return { ok: true, text: wrapText(`Added as ${id}${face}.`), json: { added: { id, faces } } };
  }
  return { ok: false, text: refusalText(result), json: { ...result } };
}

/** Why an entry was refused. */
function refusalText({ mistakes, photos }: Extract<AddResult, { state: 'refused' }>): string {
  const lines = mistakes.map(({ explanation }) => withMark(alarming('✗'), explanation));
  return ['Nobody was added.', ...lines, ...photoLines(photos)].join('\n');
}

import { InvalidArgumentError } from 'commander';
import type { VisitorQuery, Hit } from '#server/watchlist/entry.ts';
import { defaultThreshold } from '#name-matching';
import { Watchlist } from '#server/watchlist/watchlist.ts';
import { oneLine } from '#base/text';
import { RefusalError, type CommandResult } from '../../terminal/answer.ts';
import { table } from '../../terminal/table.ts';
import { createProgram } from '../../terminal/program.ts';
import { withInstallation } from '../../terminal/with-installation.ts';

interface Options {
  name?: string;
  email?: string;
  phone?: string;
  company?: string;
  birthDate?: string;
  country?: string;
  threshold: number;
  phoneCountry: string;
}

const help = `
Examples:
  vestibule watchlist check --name "Ada Exampel"
  vestibule watchlist check --name "Ада Экзампле" --birth-date 1990-12-31
  vestibule watchlist check --email someone@mail.example.org \\
    --phone "415 555 0100"`;

export const checkNameCommand = createProgram('check')
  .about(
    'whom somebody would be found as, and by what',
    'Say whom somebody would be found as, and by what. Nothing is stored.',
  )
  .option('--name <name>', 'as typed on the iPad')
  .option('--email <address>', 'e-mail address')
  .option('--phone <number>', 'telephone number')
  .option('--company <name>', 'company')
  .option('--birth-date <date>', 'for example 1990-12-31')
  .option('--country <country>', 'name, or code of two letters')
  .option('--threshold <score>', 'score from which a name is found', asScore, defaultThreshold)
  .option('--phone-country <code>', 'whose numbers have no country code', 'US')
  .addHelpText('after', help)
  .answers(check);

async function check(options: Options): Promise<CommandResult> {
  const { name, email, phone, company, birthDate, country, threshold, phoneCountry } = options;
  if (!name && !email && !phone && !company) {
    throw new RefusalError('nothing_to_look_up', 'Give --name, --email, --phone or --company.');
  }
  const asked: VisitorQuery = {
    name: name ?? null,
    email: email ?? null,
    phone: phone ?? null,
    company: company ?? null,
    birthDate: birthDate ?? null,
    country: country ?? null,
  };
  return withInstallation(async ({ store }) => {
    const hits = await new Watchlist(store.db).lookUp(asked, {
      lists: null,
      threshold,
      phoneCountry,
    });
    return { ok: true, text: hits.length === 0 ? 'Nobody.' : tableOf(hits), json: { hits } };
  });
}

function tableOf(hits: readonly Hit[]): string {
  const columns = { List: 15, 'Found by': 10, Score: 7, Name: 26, Entry: 16 };
  const rows = hits.map(({ list, by, score, name, entry }) => {
    return [list, by, score.toFixed(3), oneLine(name ?? ''), entry];
  });
  return table(columns, rows);
}

function asScore(text: string): number {
  const score = Number(text);
  if (!(score >= 0.5 && score <= 1)) throw new InvalidArgumentError('Give a score from 0.5 to 1.');
  return score;
}

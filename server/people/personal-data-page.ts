import { htmlText } from '../platform/printable.ts';
import type { PersonalData } from './personal-data.ts';

const style = `
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
  table { border-collapse: collapse; width: 100%; margin: 0.5rem 0 1.5rem; }
  th, td { text-align: left; vertical-align: top; padding: 0.3rem 0.6rem; border: 1px solid #999; overflow-wrap: anywhere; }
  th { background: #eee; }
  pre { white-space: pre-wrap; border: 1px solid #999; padding: 0.6rem; }
`;

/** For the person to read: one file, without scripts, that loads nothing. */
export function personalDataPage(data: PersonalData): string {
  const { person, consents, templates, signIns, onRecord, other } = data;
  const sections = [
    section('Who you are', 'What your enrolment says of you.', [person]),
    section('What you agreed to', 'Each time, with the text that counted then.', consents),
    ...data.consentTexts.map(({ version, text }) =>
      part(`Consent text ${version}`, `<pre>${htmlText(text)}</pre>`),
    ),
    section(
      'Your face',
      'Numbers that a recogniser made of your photos. The photos themselves were not kept, and the numbers are stored encrypted.',
      templates,
    ),
    section('Your sign-ins', 'What was decided, when, and why.', signIns),
    section('What was done', 'About you, by whom and when, as the audit record has it.', onRecord),
    ...Object.entries(other).map(([table, rows]) =>
      section(`Other: ${table.replaceAll('_', ' ')}`, 'As it is stored.', rows),
    ),
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>What is held of you</title>
<style>${style}</style>
</head>
<body>
<h1>What is held of you</h1>
<p>Exported ${htmlText(data.exportedAt.toISOString())}. Times are in UTC.</p>
${sections.join('\n')}
</body>
</html>`;
}

function section(title: string, about: string, rows: readonly object[]): string {
  if (rows.length === 0) return part(title, '<p>Nothing.</p>');
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const head = columns.map((column) => `<th scope="col">${htmlText(words(column))}</th>`).join('');
  const body = rows.map((row) => {
    const cells = new Map<string, unknown>(Object.entries(row));
    const shown = columns.map((column) => `<td>${htmlText(textOf(cells.get(column)))}</td>`);
    return `<tr>${shown.join('')}</tr>`;
  });
  const table = `<table><thead><tr>${head}</tr></thead><tbody>${body.join('\n')}</tbody></table>`;
  return part(title, `<p>${htmlText(about)}</p>\n${table}`);
}

function part(title: string, content: string): string {
  return `<section>\n<h2>${htmlText(title)}</h2>\n${content}\n</section>`;
}

/** `createdAt` and `created_at` become `created at`. */
function words(column: string): string {
  return column.replaceAll('_', ' ').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '-';
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'string' ? value : JSON.stringify(value);
}

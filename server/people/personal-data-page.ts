import { htmlText } from '../platform/text.ts';
import { onRecordSentence, sentenceCase, textOf, when, words } from './on-record-sentence.ts';
import type { PersonalData } from './personal-data.ts';
import { personFields, storedFieldNames } from './person-details.ts';

const style = `
  body { font: 17px/1.55 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere; }
  h2 { margin: 2rem 0 0.5rem; } li { margin: 0.4rem 0; } .small { color: #555; font-size: 0.92em; }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.2rem 1rem; margin: 0.5rem 0; }
  dt { color: #555; } dd { margin: 0; }
  pre { white-space: pre-wrap; border-left: 3px solid #999; padding-left: 1rem; font: inherit; }
`;

/** What the page needs of folders that it may not know. */
export interface PageWords {
  /** Why a sign-in or a check was decided so, in a sentence, by the code of its reason. */
  reason: (code: string) => string;
}

/** For the person to read: one file, without scripts, that loads nothing. A sentence for each thing. */
export function personalDataPage(data: PersonalData, words: PageWords): string {
  const { consents, signIns, onRecord, other } = data;
  const sections = [
    part('Who you are', details(whoLines(data))),
    part('What you agreed to', [
      ...listOf(consents.map(consentSentence), 'No consent is stored.'),
      ...data.consentTexts.map(
        ({ version, language, text }) =>
          `<p>The text of version ${htmlText(inLanguage(version, language))}:</p>\n<pre>${htmlText(text)}</pre>`,
      ),
    ]),
    part('Your face', faceText(data)),
    part(
      'Your sign-ins',
      listOf(
        signIns.map((signIn) => signInItem(signIn, words)),
        'There are none.',
      ),
    ),
    part(
      'What was done about you',
      listOf(
        onRecord.map((event) => htmlText(onRecordSentence(event))),
        'Nothing is on record.',
      ),
    ),
    ...Object.entries(other).map(([table, rows]) => otherPart(table, rows)),
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>What is held about you</title>
<style>${style}</style>
</head>
<body>
<h1>What is held about you</h1>
<p>This is everything that the face check in the lobby keeps about ${htmlText(data.person.name)}, as of ${when(data.exportedAt)}. All times are in UTC. The file data.json beside this one has the same for a program to read, with every code and number.</p>
${sections.join('\n')}
</body>
</html>`;
}

function part(title: string, content: readonly string[]): string {
  return `<section>\n<h2>${htmlText(title)}</h2>\n${content.join('\n')}\n</section>`;
}

/** @param items HTML */
function listOf(items: readonly string[], none: string): string[] {
  if (items.length === 0) return [`<p>${htmlText(none)}</p>`];
  return [`<ul>\n${items.map((item) => `<li>${item}</li>`).join('\n')}\n</ul>`];
}

function details(lines: readonly (readonly [string, unknown])[]): string[] {
  const shown = lines.filter(([, value]) => value !== null && value !== undefined && value !== '');
  return [
    `<dl>\n${shown.map(([label, value]) => `<dt>${htmlText(label)}</dt><dd>${htmlText(textOf(value))}</dd>`).join('\n')}\n</dl>`,
  ];
}

function whoLines({ person }: PersonalData): [string, unknown][] {
  const described = new Set<string>(storedFieldNames);
  // The folded forms are the same again, for finding people.
  const rest = Object.entries(person).filter(
    ([field]) => !described.has(field) && !field.endsWith('Folded'),
  );
  return [
    ...storedFieldNames.map((field): [string, unknown] => [
      personFields[field].label,
      person[field],
    ]),
    ...rest.map(([field, value]): [string, unknown] => [sentenceCase(words(field)), value]),
  ];
}

const ways: Record<string, string> = {
  desk: 'at the front desk',
  paper: 'on paper',
  screen: 'on a screen',
};

function consentSentence(consent: PersonalData['consents'][number]): string {
  const { givenAt, given, statement, textVersion, language } = consent;
  const { expiresAt, withdrawnAt, purpose } = consent;
  const way = ways[given] === undefined ? '' : `, ${ways[given]}`;
  const text =
    textVersion === null ? '' : ` to the text of version ${inLanguage(textVersion, language)}`;
  const ends = [
    expiresAt === null ? '' : ` It counts until ${when(expiresAt)}.`,
    withdrawnAt === null
      ? ''
      : ` It has not counted since ${when(withdrawnAt)}: it was withdrawn or replaced.`,
  ].join('');
  return htmlText(
    `On ${when(givenAt)} you agreed${text}${way}, for “${purpose}”. It was written down as “${statement}”.${ends}`,
  );
}

function inLanguage(version: string, language: string | null): string {
  return language === null ? version : `${version} (${language})`;
}

function faceText({ templates }: PersonalData): string[] {
  if (templates.length === 0) return ['<p>No template of your face is stored.</p>'];
  const count = templates.length === 1 ? 'One template is' : `${templates.length} templates are`;
  const about = `${count} stored: numbers that a recogniser made of pictures of you. The pictures were not kept, and the numbers are stored encrypted.`;
  const each = templates.map(({ model, source, createdAt, numbers }) => {
    const from = source === 'sign_in' ? 'when you were let in' : `from a ${source}`;
    const made = `Made on ${when(createdAt)} ${from}, for the recogniser ${model}.`;
    return htmlText(numbers === undefined ? made : `${made} Its numbers are in data.json.`);
  });
  return [`<p>${htmlText(about)}</p>`, ...listOf(each, '')];
}

function signInItem(signIn: PersonalData['signIns'][number], { reason }: PageWords): string {
  const { receivedAt, kind, verdict, frames, score, note, flow, checks } = signIn;
  const became = verdict === 'approved' ? 'you were let in' : 'you were held for the front desk';
  const as = kind === 'employee' ? 'an employee' : 'a visitor';
  const where = flow === null ? '' : ` (${flow})`;
  const seen =
    frames === null || frames === 0
      ? 'The camera stayed off.'
      : `${frames === 1 ? 'One picture was' : `${frames} pictures were`} looked at, and none was kept.`;
  const likeness =
    score === null
      ? ''
      : ` Their likeness to your template was ${score.toFixed(2)} on a scale to 1.`;
  const remark = note === null ? '' : ` Noted: “${note}”.`;
  const sentence = `On ${when(receivedAt)}, signing in as ${as}${where}, ${became}. ${reason(signIn.reason)} ${seen}${likeness}${remark}`;
  const said = checks.map((check) => {
    const why =
      check.note === null
        ? reason(check.reason)
        : `${reason(check.reason)} Noted: “${check.note}”.`;
    return `<li class="small">${htmlText(`The check “${words(check.check)}” ${check.passed ? 'was passed' : 'was not passed'}. ${why}`)}</li>`;
  });
  return said.length === 0
    ? htmlText(sentence)
    : `${htmlText(sentence)}\n<ul>\n${said.join('\n')}\n</ul>`;
}

/** What other tables are about. Those of later versions are shown all the same, by their names. */
const about: Record<string, [title: string, what: string]> = {
  person_uses: ['When you were last let in', 'It decides how long your enrolment is kept.'],
  person_tries: [
    'Face checks that failed under your name',
    'How many in a row since the last match, whoever tried. After too many, the face check pauses.',
  ],
  lookalikes: [
    'People who look like you',
    'Your faces are alike to the recogniser, so it takes a closer match to tell you apart.',
  ],
  outbox: [
    'Messages about you',
    'Written to people in the building when you were held, or to you, until they are sent.',
  ],
  desk_cards: ['What the front desk was shown of you', 'A card for each of your latest sign-ins.'],
  expected_visits: ['Visits that you are expected for', 'As Envoy has announced them.'],
  visitor_profiles: [
    'How Envoy knows you',
    'Envoy’s number for you, by which you are found again.',
  ],
  watchlist_entries: ['Entries of a watchlist', 'Kept by this office, for the reason given there.'],
};

function otherPart(table: string, rows: readonly Record<string, unknown>[]): string {
  const [title, what] = about[table] ?? [
    sentenceCase(words(table)),
    'This is stored as well, in the program’s own terms.',
  ];
  const each = rows.map((row) =>
    details(
      Object.entries(row).map(([column, value]) => [sentenceCase(words(column)), value]),
    ).join(''),
  );
  return part(title, [`<p>${htmlText(what)}</p>`, ...listOf(each, '')]);
}

import { stringify } from 'yaml';
import { attackMeasurement } from '../../../server/config/attack-results.ts';
import { htmlText } from '../../../server/platform/text.ts';
import type { DeskAct } from '../../../server/protocol/desk-account-messages.ts';
import { reasons, type Reason } from '../../../server/sign-in/reasons.ts';
import { letInText } from '../../measure/statistics.ts';
import type { EvidenceReport } from './gather.ts';
import { type Demand, standards } from './demands.ts';

const style = `@page{margin:16mm}body{font:15px/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem;color:#1c2430}
h1{font-size:1.7rem;margin-bottom:.2rem}h2{font-size:1.2rem;margin-top:2rem;border-bottom:2px solid #1c2430}
table{border-collapse:collapse;width:100%;margin:.5rem 0}th,td{padding:.25rem .6rem;border-bottom:1px solid #ccd3dc;text-align:left;vertical-align:top}
tr{break-inside:avoid}h2{break-after:avoid}td.n{text-align:right}td.n,.s td:first-child{white-space:nowrap}code,pre{font:13px/1.4 ui-monospace,monospace}pre{background:#f3f5f8;padding:.6rem;white-space:pre-wrap}
.by{color:#5a6675;font-size:.85rem}.met{color:#1f7a46}.open{color:#a34a00}
@media print{body{margin:0;max-width:none;font-size:11pt}}`;

/** One file without external resources, fit to read on a screen and to print. */
export function evidenceHtml(evidence: EvidenceReport): string {
  const { at, version, parts, engine, database, deadlineMs } = evidence;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Vestibule: evidence of ${at.slice(0, 10)}</title><style>${style}</style></head><body>
<h1>What this installation does, and how well that is known</h1>
<p>Vestibule ${htmlText(version)}, ${partsText(parts)}; engine ${engine}, ${database}; made on ${at.slice(0, 16).replace('T', ' ')} UTC. This page names no person. Every figure is printed by the command under its heading, and all of them by <code>vestibule evidence --json</code>.</p>
${section('Who is let in', 'vestibule policy explain', policy(evidence))}
${section('Faces', 'vestibule models status; vestibule evaluate; vestibule calibrate', faces(evidence))}
${section('Pictures of faces', 'vestibule evaluate pad; docs/liveness.md', attacks(evidence))}
${section(`Sign-ins of the last ${evidence.signIns.days} days`, 'vestibule evidence --json', signIns(evidence, deadlineMs))}
${section('People, consent and retention', 'vestibule enroll list; vestibule privacy consent-text list', people(evidence))}
${section('Who may do what at the desk', 'vestibule desk list', desk(evidence))}
${section('Lists', 'vestibule watchlist list', lists(evidence))}
${section('The record, and copies', 'vestibule audit verify; vestibule backup', record(evidence))}
${section('Beside published standards', 'SECURITY.md; docs/standards.md', standardsTable(standards(evidence)))}
<p>No standard is certified. “Not measured” means that nobody can say, not that it is so.</p>
</body></html>
`;
}

function partsText(parts: EvidenceReport['parts']): string {
  if (!parts) return 'without a list of its parts (<code>npm run sbom</code> makes it)';
  return `of ${parts.components} parts (<code>sbom.cdx.json</code>, SHA-256 <code>${parts.sha256}</code>)`;
}

function section(title: string, command: string, body: string): string {
  return `<h2>${htmlText(title)}</h2><p class="by"><code>${htmlText(command)}</code></p>${body}`;
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  if (rows.length === 0) return '<p>None.</p>';
  const cell = (value: string | number) =>
    typeof value === 'number' ? `<td class="n">${value}</td>` : `<td>${htmlText(value)}</td>`;
  const headed = head.map((name) => `<th>${htmlText(name)}</th>`).join('');
  const body = rows.map((cells) => `<tr>${cells.map(cell).join('')}</tr>`).join('');
  return `<table><tr>${headed}</tr>${body}</table>`;
}

function policy({ policy: { sha256, rules, liveness } }: EvidenceReport): string {
  const file = sha256 === null ? 'There is no policy file: everybody is asked for their face.' : '';
  const each = rules.map(({ name, when, checks, askDesk }) => {
    const asked = checks.map(({ name: check, settings }) => ({ [check]: settings }));
    const desk = askDesk ? ' A doubt about the face alone is asked of the desk.' : '';
    return `<p><strong>${htmlText(name)}</strong>, ${htmlText(when)}.${desk}</p><pre>${htmlText(stringify(asked, { lineWidth: 0 }).trimEnd())}</pre>`;
  });
  const modes = liveness.map(({ mode, rule }) => `${mode}${rule ? ` (rule ${rule})` : ''}`);
  return `<p>${file} A visitor is let in when every check of the first rule that applies was passed; every doubt, fault and delay asks the front desk to look.</p>${each.join('')}<p>How a face shows that it is a person’s: ${htmlText(modes.join(', ') || 'no face is asked for')}.</p>`;
}

function faces({ recogniser: { id, threshold, thresholdSource } }: EvidenceReport): string {
  return table(
    ['Recogniser', 'Threshold', 'Where it comes from'],
    [[id, threshold ?? 'none', thresholdSource]],
  );
}

function attacks({ attacks, recogniser }: EvidenceReport): string {
  const words =
    'Presentation attacks in the words of ISO/IEC 30107-3: the share of each kind that was accepted (IAPAR) at the default setting, with its upper bound of 95 %. Not measured in this lobby.';
  const own = recogniser.livenessSource ? `<p>${htmlText(recogniser.livenessSource)}</p>` : '';
  const rows = attacks.map(({ attack, session, service, room }) => [
    attack,
    letInText(session),
    ...[service, room].map((count) => (count ? letInText(count) : 'not tried')),
  ]);
  const head = [
    ...['Attack', 'Let in, into the session', 'Let in, through the service'],
    'Let in, with the learned room required',
  ];
  return `<p>${words} ${htmlText(attackMeasurement.replaceAll('`', ''))}</p>${table(head, rows)}${own}`;
}

function signIns(
  { signIns: { counts }, milliseconds, people }: EvidenceReport,
  deadlineMs: number,
) {
  const all = counts.reduce((sum, { count }) => sum + count, 0);
  const rows = counts.map(({ verdict, reason, count }) => [
    verdict === 'approved' ? 'let\u00a0in' : 'held',
    reasons[reason as Reason]?.frontDesk ?? reason,
    count,
  ]);
  const times = milliseconds
    ? `Of the latest ${milliseconds.of} with a camera, half were answered within ${seconds(milliseconds.median)}, 19 of 20 within ${seconds(milliseconds.p95)}; the deadline is ${seconds(deadlineMs)}.`
    : 'None had a camera yet.';
  return `<p>${all} sign-ins. ${times} Face checks that are off after too many failures in a row: ${people.facesOff}.</p>${table(['', 'Why', 'Sign-ins'], rows)}`;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

function people({
  people: { enrolled, byConsentText },
  consentTexts,
  retention,
}: EvidenceReport): string {
  const texts = consentTexts.map(({ version, sha256, languages }) => [
    version,
    languages.join(', '),
    byConsentText.find(({ textVersion }) => textVersion === version)?.people ?? 0,
    sha256.slice(0, 16),
  ]);
  const last = retention.last
    ? ` Sign-ins were last erased so on ${retention.last.slice(0, 10)}.`
    : ' No sign-in was that old yet.';
  return `<p>Enrolled: ${enrolled}. An enrolment that is not used for ${retention.enrolmentDays} days is erased by itself, and a sign-in after ${retention.signInDays} days.${last} A picture of a face is never kept.</p>${table(['Consent text', 'Languages', 'Agreed', 'SHA-256 begins with'], texts)}`;
}

const acts: Readonly<Record<DeskAct, string>> = {
  see: 'sees who waits',
  see_to: 'sees to visitors',
  let_in: 'lets them in',
  offer: 'offers to enrol',
  enrol: 'enrols and changes people',
  erase: 'erases',
  read_history: 'reads the history',
  read_numbers: 'reads the numbers of a week',
  test_lobby: 'tests a camera',
  confirm_camera: 'confirms a camera',
  manage: 'has accounts, screens, lists and consent texts in hand',
};

function desk({ desk: roles }: EvidenceReport): string {
  return table(
    ['Role', 'Accounts', 'What it may do'],
    roles.map(({ role, accounts, may }) => [
      role,
      accounts,
      may.map((act) => acts[act]).join(', '),
    ]),
  );
}

function lists({ lists: all, authorities }: EvidenceReport): string {
  const passports = authorities.map(({ publisher, authorities: count, importedAt }) => [
    `authorities of passports, ${publisher}`,
    'says no date',
    importedAt.slice(0, 10),
    count,
  ]);
  return table(
    ['List', 'Of', 'Imported', 'Entries'],
    all
      .map(({ source, name, listDate, importedAt, entries }) => [
        name ? `${source} ${name}` : source,
        listDate ?? 'says no date',
        importedAt.slice(0, 10),
        entries,
      ])
      .concat(passports),
  );
}

function record({ audit: { events, faults }, backups }: EvidenceReport): string {
  const chain = faults === 0 ? 'none altered or missing' : `${faults} faults`;
  const at = (time: string | null) => (time ? time.slice(0, 10) : 'never');
  const { last, rehearsed, restored } = backups;
  return `<p>${events} events are on record, ${chain}. Last copy by vestibule backup, looked through when it was made: ${at(last)}. Last time that one was restored for trial (vestibule restore --rehearse): ${at(rehearsed)}; in earnest: ${at(restored)}.</p>`;
}

function standardsTable(all: readonly Demand[]): string {
  const mark = {
    met: 'met',
    'met by model, not by count': 'open',
    'not met': 'open',
    'not measured': 'open',
    yours: '',
  };
  const rows = all.map(
    ({ standard, asks, standing, because }) =>
      `<tr><td>${htmlText(standard)}</td><td>${htmlText(asks)}</td><td class="${mark[standing]}">${standing}</td><td>${htmlText(because)}</td></tr>`,
  );
  return `<table><tr><th>Standard</th><th>What it asks</th><th></th><th>Here</th></tr>${rows.join('')}</table>`;
}

import { stringify } from 'yaml';
import { livenessFacts } from '#server/config/liveness.ts';
import { type Html, html } from '#base/text';
import { htmlTable, reportPage } from '../../terminal/report-page.ts';
import type { DeskAct } from '#server/protocol/desk-account-messages.ts';
import { frontDeskText, isReason } from '#server/sign-in/reasons.ts';
import type { EvidenceReport } from '#server/installation/evidence/gather.ts';
import { type Demand, standards } from '#server/installation/evidence/demands.ts';

/** One file without external resources, readable on a screen and in print. */
export function evidenceHtml(evidence: EvidenceReport): string {
  const { at, version, parts, engine, database, deadlineMs } = evidence;
  return reportPage(`Vestibule: evidence of ${at.slice(0, 10)}`, [
    html`<h1>What this installation does, and how well that is known</h1>`,
    html`<p>
      Vestibule ${version}, ${partsText(parts)}; engine ${engine}, ${database}; made on
      ${at.slice(0, 16).replace('T', ' ')} UTC. This page names no person. Every figure is printed
      by the command under its heading, and all of them by <code>vestibule evidence --json</code>.
    </p>`,
    section('Who is let in', 'vestibule policy explain', policy(evidence)),
    section(
      'Faces',
      'vestibule models status; vestibule evaluate; vestibule calibrate',
      faces(evidence),
    ),
    section('Pictures of faces', 'vestibule evaluate pad; docs/liveness.md', attacks(evidence)),
    section(
      `Sign-ins of the last ${evidence.signIns.days} days`,
      'vestibule evidence --json',
      signIns(evidence, deadlineMs),
    ),
    section(
      'People, consent and retention',
      'vestibule enroll list; vestibule privacy consent-text list',
      people(evidence),
    ),
    section('Who may do what at the desk', 'vestibule desk list', desk(evidence)),
    section('Lists', 'vestibule watchlist list', lists(evidence)),
    section('The record, and copies', 'vestibule audit verify; vestibule backup', record(evidence)),
    section(
      'Beside published standards',
      'SECURITY.md; docs/standards.md',
      standardsTable(standards(evidence)),
    ),
    html`<p>
      No standard is certified. “Not measured” means that nobody can say, not that it is so.
    </p>`,
  ]);
}

function partsText(parts: EvidenceReport['parts']): Html {
  if (!parts) return html`without a list of its parts (<code>npm run sbom</code> makes it)`;
  return html`of ${parts.components} parts (<code>sbom.cdx.json</code>, SHA-256
    <code>${parts.sha256}</code>)`;
}

function section(title: string, command: string, body: Html): Html {
  return html`<h2>${title}</h2>
    <p class="by"><code>${command}</code></p>
    ${body}`;
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): Html {
  return rows.length === 0 ? html`<p>None.</p>` : htmlTable(head, rows);
}

function policy({ policy: { sha256, rules, liveness } }: EvidenceReport): Html {
  const file = sha256 === null ? 'There is no policy file: everybody is asked for their face.' : '';
  const each = rules.map(({ name, when, checks, askDesk }) => {
    const asked = checks.map(({ name: check, settings }) => ({ [check]: settings }));
    const desk = askDesk ? ' A doubt about the face alone is asked of the desk.' : '';
    return html`<p><strong>${name}</strong>, ${when}.${desk}</p>
      <pre>${stringify(asked, { lineWidth: 0 }).trimEnd()}</pre>`;
  });
  const modes = liveness.map(({ mode, rule }) => `${mode}${rule ? ` (rule ${rule})` : ''}`);
  return html`<p>
      ${file} A visitor is let in when every check of the first rule that applies was passed; every
      doubt, fault and delay asks the front desk to look.
    </p>
    ${each}
    <p>How a face shows that it is a person’s: ${modes.join(', ') || 'no face is asked for'}.</p>`;
}

function faces({ recogniser: { id, licence, threshold, thresholdSource } }: EvidenceReport): Html {
  return table(
    ['Recogniser', 'Licence', 'Threshold', 'Where it comes from'],
    [[id, licence, threshold ?? 'none', thresholdSource]],
  );
}

function attacks({ recogniser }: EvidenceReport): Html {
  const words =
    'Presentation attacks in the words of ISO/IEC 30107-3. The counts are of attacks that were accepted. Not measured in this lobby.';
  const own = recogniser.livenessSource ? html`<p>${recogniser.livenessSource}</p>` : '';
  const rows = Object.entries(livenessFacts).map(([mode, { stops, doesNotStop, measured }]) => [
    mode,
    ...[stops, doesNotStop, measured],
  ]);
  return html`<p>${words}</p>
    ${table(['Liveness', 'Stops', 'Does not stop', 'Measured'], rows)}${own}`;
}

function signIns(
  { signIns: { counts }, milliseconds, people }: EvidenceReport,
  deadlineMs: number,
): Html {
  const all = counts.reduce((sum, { count }) => sum + count, 0);
  const rows = counts.map(({ verdict, reason, count }) => [
    verdict === 'approved' ? 'let\u00a0in' : 'held',
    isReason(reason) ? frontDeskText(reason) : reason,
    count,
  ]);
  const times = milliseconds
    ? `Of the latest ${milliseconds.of} with a camera, half were answered within ${seconds(milliseconds.median)}, 19 of 20 within ${seconds(milliseconds.p95)}; the deadline is ${seconds(deadlineMs)}.`
    : 'None had a camera yet.';
  return html`<p>
      ${all} sign-ins. ${times} Face checks that are off after too many failures in a row:
      ${people.facesOff}.
    </p>
    ${table(['', 'Why', 'Sign-ins'], rows)}`;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

function people({
  people: { enrolled, byConsentText },
  consentTexts,
  retention,
}: EvidenceReport): Html {
  const texts = consentTexts.map(({ version, sha256, languages }) => [
    version,
    languages.join(', '),
    byConsentText.find(({ textVersion }) => textVersion === version)?.people ?? 0,
    sha256.slice(0, 16),
  ]);
  const last = retention.last
    ? ` Sign-ins were last erased so on ${retention.last.slice(0, 10)}.`
    : ' No sign-in was that old yet.';
  return html`<p>
      Enrolled: ${enrolled}. An enrolment that is not used for ${retention.enrolmentDays} days is
      erased by itself, and a sign-in after ${retention.signInDays} days.${last} A picture of a face
      is never kept.
    </p>
    ${table(['Consent text', 'Languages', 'Agreed', 'SHA-256 begins with'], texts)}`;
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

function desk({ desk: roles }: EvidenceReport): Html {
  return table(
    ['Role', 'Accounts', 'What it may do'],
    roles.map(({ role, accounts, may }) => [
      role,
      accounts,
      may.map((act) => acts[act]).join(', '),
    ]),
  );
}

function lists({ lists: all, authorities }: EvidenceReport): Html {
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

function record({ audit: { events, faults }, backups }: EvidenceReport): Html {
  const chain = faults === 0 ? 'none altered or missing' : `${faults} faults`;
  const at = (time: string | null) => (time ? time.slice(0, 10) : 'never');
  const { last, rehearsed, restored } = backups;
  return html`<p>
    ${events} events are on record, ${chain}. Last copy by vestibule backup, looked through when it
    was made: ${at(last)}. Last time that one was restored for trial (vestibule restore --rehearse):
    ${at(rehearsed)}; in earnest: ${at(restored)}.
  </p>`;
}

function standardsTable(all: readonly Demand[]): Html {
  const mark = {
    met: 'met',
    'met by model, not by count': 'open',
    'not met': 'open',
    'not measured': 'open',
    yours: '',
  };
  const rows = all.map(
    ({ standard, asks, standing, because }) =>
      html`<tr>
        <td>${standard}</td>
        <td>${asks}</td>
        <td class="${mark[standing]}">${standing}</td>
        <td>${because}</td>
      </tr>`,
  );
  return html`<table>
    <tr>
      <th>Standard</th>
      <th>What it asks</th>
      <th></th>
      <th>Here</th>
    </tr>
    ${rows}
  </table>`;
}

import { table } from '../../terminal/table.ts';
import { countText, wrapText } from '../../terminal/text.ts';
import type { FoundLookalikes } from '#server/installation/lookalikes.ts';
import { vestibule } from '#server/platform/operator-error.ts';

/** Number of listed pairs; `--json` has all. */
const maxListed = 50;

/** The results for people, in 80 columns. */
export function lookalikesReport(found: FoundLookalikes): string {
  const { model, everybody, pairs } = found;
  const { people, comparisons, matches } = everybody;
  const sentences = [
    `Recogniser ${model.id}, threshold ${model.threshold}.`,
    `${countText(comparisons, 'pair')} of ${people} enrolled people: ${matches} reached the threshold.`,
    ...(matches > 0 ? ['Look at these pairs: is it one person enrolled twice?'] : []),
  ];
  return [
    ...sentences.map((sentence) => wrapText(sentence)),
    '',
    ...(pairs.length === 0
      ? ['Nobody enrolled looks like somebody else to the model.']
      : [alike(pairs), ...adviceOn(found)]),
  ].join('\n');
}

function alike(pairs: FoundLookalikes['pairs']): string {
  const columns = { 'These look alike': 24, '': 23, Alike: 8, Needed: 9, 'In force': 10 };
  const rows = pairs.slice(0, maxListed).map(({ a, b, likeness, threshold, inForce }) => {
    const force = inForce === null ? '-' : inForce.toFixed(2);
    return [a.name, b.name, likeness.toFixed(2), threshold.toFixed(2), force];
  });
  const text = table(columns, rows);
  const more = pairs.length - maxListed;
  return more > 0 ? `${text}\n... and ${more} more pairs.` : text;
}

function adviceOn({ applied, pairs }: FoundLookalikes): string[] {
  if (applied !== null) {
    const which = applied === 1 ? '1 pair has' : `${applied} pairs have`;
    return [wrapText(`${which} got a stricter threshold of their own; it counts at once.`)];
  }
  const open = pairs.filter(
    ({ threshold, inForce }) => !(inForce !== null && inForce >= threshold),
  );
  if (open.length === 0) return [wrapText('Each pair has its stricter threshold already.')];
  return [
    wrapText(
      `"${vestibule} lookalikes --apply" gives each pair the threshold that it needs. Above 0.9 or so, most sign-ins of the two will go to the front desk. If two are one person, erase one of the two enrolments.`,
    ),
  ];
}

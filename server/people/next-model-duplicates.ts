import { setImmediate } from 'node:timers/promises';
import { fusedTemplatesAfter } from '../store/tables/templates.ts';
import { lookalikesOf, putLookalikes } from './gallery-rows.ts';
import { openFused, storeMissingFused, type TemplateSource } from './fused-templates.ts';
import { dot, stricterThreshold } from '#face';

const pageSize = 500;

/**
 * Stores stricter thresholds before another recogniser compares people. Like twins at their enrolment, pairs that look
 * alike to the new recogniser, or to the earlier one, get a threshold on the new scale. When a pair is one person
 * who is enrolled twice, the stricter threshold does no harm.
 * @param before the recogniser in use so far
 * @returns the number of such pairs
 */
export async function noteNextModelDuplicates(
  source: TemplateSource & { model: { threshold: number } },
  before: string,
): Promise<number> {
  const { db, cipher, model } = source;
  await storeMissingFused(source);
  await cipher.expectKeyOf(db);
  const people: { personId: string; template: Float32Array }[] = [];
  for (let last = 0; ;) {
    const page = await fusedTemplatesAfter(db, model.id, last, pageSize);
    for (const { personId, ciphertext } of page) {
      const template = openFused(source, personId, ciphertext);
      if (template) people.push({ personId, template });
    }
    last = page.at(-1)?.id ?? last;
    if (page.length < pageSize) break;
  }
  const known = new Set((await lookalikesOf(db, before)).map(pairName));
  let count = 0;
  for (const [index, { personId: personA, template }] of people.entries()) {
    for (const { personId: personB, template: other } of people.slice(index + 1)) {
      const likeness = dot(template, other);
      if (likeness < model.threshold && !known.has(pairName({ personA, personB }))) continue;
      const threshold = stricterThreshold(likeness, model.threshold);
      await putLookalikes(db, { personA, personB, threshold }, model.id, new Date());
      count++;
    }
    await setImmediate();
  }
  return count;
}

function pairName({ personA, personB }: { personA: string; personB: string }): string {
  return [personA, personB].sort().join(' ');
}

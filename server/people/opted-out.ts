import type { Mistake } from './details.ts';
import type { Enrolment } from './enrolment.ts';

/** Whoever is on the opt-out list is not enrolled, and no photo of theirs is looked at. */
export async function optedOut(
  { optOuts }: Enrolment,
  { name, email, employeeId }: { name: string; email: string | null; employeeId: string | null },
): Promise<Mistake[]> {
  if (!(await optOuts.has({ name, email, employeeId }))) return [];
  const explanation =
    'Somebody of this name, e-mail or employee id is on the opt-out list: their face is never to be captured. If they changed their mind, take them off it with: npm run privacy -- opt-out remove';
  return [{ code: 'opted_out', explanation }];
}

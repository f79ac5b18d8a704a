import type { Db } from '../store/schema.ts';
import { findPeople, type PersonRow } from '../store/tables/people.ts';
import { printable } from '../platform/printable.ts';
import type { Mistake } from './details.ts';

/** An e-mail and an employee id mean one person each, so that a visitor's claim by them does. */
export async function conflicts(db: Db, person: PersonRow): Promise<Mistake[]> {
  const { id, email, emailFolded, employeeId } = person;
  const holders = await findPeople(db, { emailFolded, employeeId });
  return holders
    .filter((holder) => holder.id !== id)
    .flatMap((holder) => {
      const found: Mistake[] = [];
      if (emailFolded !== null && holder.emailFolded === emailFolded) {
        found.push({
          code: 'email_taken',
          explanation: printable`The e-mail ${email} is enrolled already, for ${holder.name}.`,
          personId: holder.id,
        });
      }
      if (employeeId !== null && holder.employeeId === employeeId) {
        found.push({
          code: 'employee_id_taken',
          explanation: printable`The employee id ${employeeId} is enrolled already, for ${holder.name}.`,
          personId: holder.id,
        });
      }
      return found;
    });
}

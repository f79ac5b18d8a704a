import type { Claim } from '../sign-in/sign-in.ts';
import { foldEmail, foldName } from './folding.ts';
import type { Person } from './person.ts';

/** Who a claim can mean. */
export class ClaimIndex {
  readonly #byEmail = new Map<string, Person>();
  readonly #byEmployeeId = new Map<string, Person>();
  readonly #byName = new Map<string, Person[]>();

  add(person: Person, nameFolded: string, emailFolded: string | null): void {
    if (emailFolded !== null) this.#byEmail.set(emailFolded, person);
    if (person.employeeId !== null) this.#byEmployeeId.set(person.employeeId, person);
    const namesakes = this.#byName.get(nameFolded);
    if (namesakes) namesakes.push(person);
    else this.#byName.set(nameFolded, [person]);
  }

  /** By e-mail, else by employee id, else by name; see `People.findClaimed`. */
  find(claim: Claim): Person[] {
    const email = foldEmail(claim.email ?? '');
    const employeeId = (claim.employeeId ?? '').trim();
    const known = this.#byEmail.get(email) ?? this.#byEmployeeId.get(employeeId);
    if (known) return [known];
    const namesakes = this.#byName.get(foldName(claim.name ?? '')) ?? [];
    return namesakes.filter(
      (person) =>
        !(email !== '' && person.email !== null) &&
        !(employeeId !== '' && person.employeeId !== null),
    );
  }
}

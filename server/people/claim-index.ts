import type { Claim } from '../sign-in/sign-in.ts';
import { foldEmail, foldName } from './folding.ts';
import { looksOf } from './look-alike-name.ts';
import type { Person } from './person.ts';

/** Who a claim can mean. */
export class ClaimIndex {
  readonly #byEmail = new Map<string, Person>();
  readonly #byEmployeeId = new Map<string, Person>();
  readonly #byName = new Map<string, Person[]>();
  readonly #byLook = new Map<string, Person[]>();

  add(person: Person, nameFolded: string, emailFolded: string | null): void {
    if (emailFolded !== null) this.#byEmail.set(emailFolded, person);
    if (person.employeeId !== null) this.#byEmployeeId.set(person.employeeId, person);
    append(this.#byName, nameFolded, person);
    for (const look of looksOf(person.name)) append(this.#byLook, look, person);
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

  /** Everybody whose name is this one or looks like it, whatever else is recorded of them. */
  findLookAlikes(name: string): Person[] {
    const alike = [...looksOf(name)].flatMap((look) => this.#byLook.get(look) ?? []);
    return [...new Set([...(this.#byName.get(foldName(name)) ?? []), ...alike])];
  }
}

function append(map: Map<string, Person[]>, key: string, person: Person): void {
  const known = map.get(key);
  if (known) known.push(person);
  else map.set(key, [person]);
}

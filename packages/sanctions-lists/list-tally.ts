import { personsMissing, type ListedRecord, type Publisher } from './format.ts';
import { publishers, type ListSource } from './publishers.ts';

/** At most one in this many entries may lack a name. With more, the names are in another place of the file. */
const maxNameless = 100;
const enoughToTell = 50;
/** In every known list, at least two in five entries have other names. */
const leastWithOthers = 0.05;

/** Counts the entries of a list as they are read, and says what the list lacks. */
export class ListTally {
  entries = 0;
  #persons = 0;
  /** Entries that are to be left out, because they contain nothing to search by. */
  #nameless = 0;
  #withOthers = 0;
  /** Names that lost letters before the file came here. */
  #destroyed = 0;

  /** @returns whether the entry has a name */
  count({ names, weakNames, kind }: ListedRecord): boolean {
    const all = [...names, ...weakNames];
    if (all.length === 0) {
      this.#nameless++;
      return false;
    }
    this.entries++;
    this.#destroyed += all.filter(isDestroyed).length;
    if (all.length > 1) this.#withOthers++;
    if (kind !== 'company') this.#persons++;
    return true;
  }

  /** @throws {ListError} `list_of_another_format` */
  expectPersons(source: ListSource): void {
    if (this.#nameless > (this.entries + this.#nameless) / maxNameless) {
      throw personsMissing(`${this.#nameless} of its entries have no name.`);
    }
    const { canBeWithoutPersons }: Publisher = publishers[source];
    if (this.#persons === 0 && !canBeWithoutPersons) {
      throw personsMissing('There is no person in it.');
    }
  }

  /** Returns what the list lacks, in a sentence each. */
  warnings(): string[] {
    return [...this.#lostLetters(), ...this.#lacksOtherNames()];
  }

  #lostLetters(): string[] {
    if (this.#destroyed === 0) return [];
    const what = this.#destroyed === 1 ? '1 name has' : `${this.#destroyed} names have`;
    return [
      `${what} "??" or the like instead of letters. The letters were lost before the file came here, and the names match nobody. Look whether the publisher has the list in another format.`,
    ];
  }

  /** Warns of a list with hardly any other names, when there is no earlier version to compare it with. */
  #lacksOtherNames(): string[] {
    const { entries } = this;
    if (entries < enoughToTell || this.#withOthers / entries >= leastWithOthers) return [];
    return [
      `Of ${entries} entries ${this.#withOthers} have another name beside the first: the others may be in another file, or in a place of this one that is not known here. Compare an entry with what its publisher shows.`,
    ];
  }
}

/** A program that cannot represent a letter writes a question mark, or U+FFFD. */
function isDestroyed(name: string): boolean {
  return /\?{2}|\ufffd/u.test(name);
}

/** One attempt; `expected` is a verdict, the code of a refusal, or `equal`. */
export interface SpecimenCase {
  group: string;
  name: string;
  expected: string;
  run: () => Promise<string>;
}

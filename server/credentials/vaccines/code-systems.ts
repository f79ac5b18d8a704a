/** The systems of codes that are understood, as FHIR names them, with the form that their codes have. */
const systems: readonly { names: readonly string[]; form: RegExp }[] = [
  {
    names: ['http://hl7.org/fhir/sid/cvx', 'urn:oid:2.16.840.1.113883.12.292'],
    // Written with leading zeros at times.
    form: /^\d{1,5}$/,
  },
  {
    names: ['http://snomed.info/sct', 'urn:oid:2.16.840.1.113883.6.96'],
    form: /^\d{6,18}$/,
  },
  {
    names: [
      'http://id.who.int/icd11/mms',
      'http://id.who.int/icd/release/11/mms',
      'http://hl7.org/fhir/sid/icd-11',
    ],
    form: /^X[A-Z0-9]{3,6}$/,
  },
  {
    names: [
      'https://ec.europa.eu/health/documents/community-register/html/',
      'http://ec.europa.eu/health/documents/community-register/html/',
    ],
    form: /^[A-Z][\w/-]{2,39}$/i,
  },
];

/** Whether a coding is of a system that is understood here, and of its form, so that none is taken for another's. */
export function isVaccineCode(system: string, code: string): boolean {
  return systems.some(({ names, form }) => names.includes(system) && form.test(code));
}

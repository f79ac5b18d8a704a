import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import { CredentialFault, type Credential, type Dose } from '../credential.ts';

const optional = Type.Optional;
const Day = Type.String({ pattern: '^\\d{4}(-\\d\\d(-\\d\\d)?)?$' });

const Patient = Type.Object({
  resourceType: Type.Literal('Patient'),
  name: Type.Array(
    Type.Object({
      family: optional(Type.String()),
      given: optional(Type.Array(Type.String())),
      text: optional(Type.String()),
    }),
  ),
  birthDate: optional(Day),
});

const Immunization = Type.Object({
  resourceType: Type.Literal('Immunization'),
  status: Type.String(),
  isSubpotent: optional(Type.Boolean()),
  vaccineCode: Type.Object({
    coding: Type.Array(
      Type.Object({ system: optional(Type.String()), code: optional(Type.String()) }),
    ),
  }),
  occurrenceDateTime: optional(Type.String({ pattern: '^\\d{4}(-\\d\\d(-\\d\\d(T.*)?)?)?$' })),
});
type Immunization = Static<typeof Immunization>;

const Bundle = Type.Object({
  resourceType: Type.Literal('Bundle'),
  entry: Type.Array(Type.Object({ resource: Type.Object({ resourceType: Type.String() }) }), {
    maxItems: 200,
  }),
});

/** The system of the vaccines' codes; others are not understood here. */
const cvx = 'http://hl7.org/fhir/sid/cvx';

/**
 * What a FHIR bundle of vaccinations says. There must be one patient in it: whose are the others?
 *
 * @throws {CredentialFault} `unreadable`
 */
export function readBundle(bundle: unknown): Credential {
  if (!Value.Check(Bundle, bundle)) throw new CredentialFault('unreadable');
  const resources = bundle.entry.map(({ resource }) => resource);
  const patients = resources.filter(({ resourceType }) => resourceType === 'Patient');
  const [patient] = patients;
  if (patients.length !== 1 || !Value.Check(Patient, patient)) {
    throw new CredentialFault('unreadable');
  }
  return {
    names: patient.name.map(({ family = '', given = [], text = '' }) =>
      family === '' && given.length === 0
        ? { family: '', given: text }
        : { family, given: given.join(' ') },
    ),
    birthDate: patient.birthDate ?? null,
    doses: resources.flatMap((resource) =>
      Value.Check(Immunization, resource) ? dosesOf(resource) : [],
    ),
  };
}

function dosesOf({
  status,
  isSubpotent = false,
  vaccineCode,
  occurrenceDateTime,
}: Immunization): Dose[] {
  if (status !== 'completed' || isSubpotent || occurrenceDateTime === undefined) return [];
  const date = occurrenceDateTime.slice(0, 10);
  return vaccineCode.coding
    .filter(({ system, code }) => system === cvx && code !== undefined)
    .map(({ code = '' }) => ({ vaccine: code, date, counts: 1 }));
}

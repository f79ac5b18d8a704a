import { enrol } from '#server/people/enrol.ts';
import { personIdsOf } from '#server/people/people-list.ts';
import type { Enrolment, EnrolmentResult, EnrolmentPhoto } from '#server/people/photos.ts';
import { createProgram } from '../../terminal/program.ts';
import {
  givenDetails,
  newDetails,
  withPersonOptions,
  type PersonOptions,
  answerFor,
} from './results.ts';
import { resolvePerson } from '../../terminal/person.ts';
import { photoFile } from '../../terminal/photos.ts';
import { withEnrolment } from '../../terminal/with-resources.ts';

const help = `
A visitor is found by the e-mail that they type on the iPad, else by Envoy's
employee id, else by their full name. One good photo is enough; two or three,
taken on different days, make the comparison surer. Photos are looked at and
forgotten: what is kept is an encrypted template of the face.

It is all or nothing: when one photo is refused, nothing is stored, and every
refused photo is named with its reason.

With --update, photos are added to somebody enrolled, and those details that are
given replace the old ones. The photos that somebody was first enrolled with say
who they are: later ones have to match those as a face at the door has to. Where
no such photo is left (another recogniser), or something else than Vestibule has
changed the record, look at their document and give --document-checked.

A face that looks like somebody enrolled is refused with that name. If it is the
same person, add to their record with --update; if it is another person, give
--twin-of, as often as it takes, and both of them then need to look more like
themselves than others do.

Examples:
  vestibule enroll add --name "Ada Example" --email ada@example.com \\
    --consent "signed form, 2026-11-24" a.jpg b.jpg
  vestibule enroll add --name "Bo Example" --employee-id 640 \\
    --expires 2027-11-24 --consent "e-mail of 2026-11-20" bo.jpg
  vestibule enroll add --update ada@example.com newer.jpg`;

export const addPersonCommand = withPersonOptions(
  createProgram('add')
    .about(
      'enrol a person from photos',
      'Enrol a person from photos (JPEG, PNG or WebP), or add to somebody enrolled.',
    )
    .argument('[photos...]', 'photos of this person alone, from the front'),
)
  .addHelpText('after', help)
  .answers((photoNames: string[], options: PersonOptions) =>
    withEnrolment(async (enrolment) => {
      const photos = photoNames.map((name) => photoFile(name, process.cwd()));
      const result = await enrolOrUpdate(enrolment, options, photos);
      const place = { db: enrolment.db, modelId: enrolment.vision.model.id };
      return answerFor(place, options, result);
    }),
  );

async function enrolOrUpdate(
  enrolment: Enrolment,
  options: PersonOptions,
  photos: EnrolmentPhoto[],
): Promise<EnrolmentResult> {
  const twinOf = await personIdsOf(enrolment.db, options.twinOf ?? []);
  if (options.update === undefined) {
    return enrol(enrolment, { details: newDetails(options) }, photos, twinOf);
  }
  const person = await resolvePerson(enrolment.db, options.update);
  const { documentChecked = false } = options;
  const by = { ...enrolment, documentChecked };
  const who = { personId: person.id, changes: givenDetails(options) };
  return enrol(by, who, photos, twinOf);
}

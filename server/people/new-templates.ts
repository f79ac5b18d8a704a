import type { Db } from '../store/schema.ts';
import { insertTemplate } from '../store/tables/templates.ts';
import type { Enrolment } from './enrolment.ts';
import { lookAtPhotos, type Photo, type PhotoReport } from './photos.ts';
import { compareFaces } from './same-face.ts';

/** Looks at photos that are to be enrolled together. @param enrolled the person's templates so far */
export async function lookForEnrolment(
  { vision }: Pick<Enrolment, 'vision'>,
  photos: readonly Photo[],
  enrolled: readonly Float32Array[],
): Promise<{ reports: PhotoReport[]; templates: Float32Array[]; isRefused: boolean }> {
  const looked = await lookAtPhotos(vision, photos);
  const compared = compareFaces(looked, enrolled, vision.model.photoFloor);
  return {
    reports: compared.map(({ report }) => report),
    templates: compared.flatMap(({ template }) => (template ? [template] : [])),
    isRefused: compared.some(({ report }) => report.state === 'refused'),
  };
}

export async function insertTemplates(
  { cipher, vision }: Pick<Enrolment, 'cipher' | 'vision'>,
  transaction: Db,
  personId: string,
  templates: readonly Float32Array[],
  createdAt: Date,
): Promise<void> {
  const model = vision.model.id;
  await cipher.keepUp(transaction);
  for (const template of templates) {
    const ciphertext = cipher.encrypt(template, personId, model);
    await insertTemplate(transaction, { personId, model, ciphertext, source: 'photo', createdAt });
  }
}

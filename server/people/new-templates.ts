import type { Db } from '../store/schema.ts';
import { insertTemplate } from '../store/tables/templates.ts';
import type { Enrolment } from './enrolment.ts';
import { lookAtPhotos, type Photo, type PhotoReport } from './photos.ts';
import { compareFaces } from './same-face.ts';

/** How much less alike two single photos of one person may be than the threshold asks of fused ones. */
const photoSlack = 0.25;

/** Looks at photos that are to be enrolled together. @param enrolled the person's templates so far */
export async function lookForEnrolment(
  { vision }: Enrolment,
  photos: readonly Photo[],
  enrolled: readonly Float32Array[],
): Promise<{ reports: PhotoReport[]; templates: Float32Array[]; isRefused: boolean }> {
  const floor = vision.model.threshold - photoSlack;
  const looked = compareFaces(await lookAtPhotos(vision, photos), enrolled, floor);
  return {
    reports: looked.map(({ report }) => report),
    templates: looked.flatMap(({ template }) => (template ? [template] : [])),
    isRefused: looked.some(({ report }) => report.state === 'refused'),
  };
}

export async function insertTemplates(
  { cipher, vision }: Enrolment,
  transaction: Db,
  personId: string,
  templates: readonly Float32Array[],
  createdAt: Date,
): Promise<void> {
  const model = vision.model.id;
  for (const template of templates) {
    const ciphertext = cipher.encrypt(template, personId, model);
    await insertTemplate(transaction, { personId, model, ciphertext, source: 'photo', createdAt });
  }
}

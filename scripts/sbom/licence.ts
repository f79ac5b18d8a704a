import { Models, SPDX } from '@cyclonedx/cyclonedx-library';

/** What a package says of its licence: an SPDX id, several of them, or something else. */
export function licenceOf(text: string): Models.License {
  if (SPDX.isSupportedSpdxId(text)) return new Models.SpdxLicense(text);
  if (/ (?:OR|AND|WITH) /.test(text)) return new Models.LicenseExpression(text);
  return new Models.NamedLicense(text);
}

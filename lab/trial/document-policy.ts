/** Everybody who is not enrolled shows a document. */
export const documentPolicy = `default:
  checks:
    face: { whenNotEnrolled: document }
    identity_document:
`;

import { readSetupForm, SetupFormError, type SetupForm } from '#envoy';
import { isAddress } from '#base/text';

/** The values of the form. */
export type Form = SetupForm<'locationCode' | 'contact'>;

const contact = { name: 'contact', isList: true } as const;
const fields = {
  location_code: { name: 'locationCode' },
  contact,
  contact_email: contact,
} as const;
const maxAddresses = 5;

/** Reads the form of the set-up. @throws {SetupFormError} */
export function readForm(payload: unknown): { form: Form; echo: Record<string, unknown> } {
  const read = readSetupForm(payload, fields);
  checkCode(read.form.locationCode);
  checkContact(read.form.contact);
  return read;
}

function checkCode(code: string | null | undefined): void {
  if (!code || /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,31}$/u.test(code)) return;
  throw new SetupFormError(
    'The location code may have letters, digits, spaces, dots and dashes, and 32 of them at most.',
  );
}

function checkContact(contact: string | null | undefined): void {
  const addresses = addressesIn(contact ?? null);
  const wrong = addresses.find((address) => !isAddress(address));
  if (wrong !== undefined) {
    throw new SetupFormError(
      `The contact for alerts is no e-mail address: "${wrong.slice(0, 64)}".`,
    );
  }
  if (addresses.length > maxAddresses) {
    throw new SetupFormError(`Please give ${maxAddresses} contacts for alerts at most.`);
  }
}

/** The addresses of a contact, separated by commas. */
export function addressesIn(contact: string | null): string[] {
  return (contact ?? '')
    .split(/[,;]/)
    .map((address) => address.trim())
    .filter((address) => address !== '');
}

import { mightier, deskRoles, type DeskRole } from '../protocol/desk-account-messages.ts';
import { claimBeforeRoles } from './desk-oidc-roles.ts';
import type { Settings } from './settings.ts';

/** Who may log in at the desk by OpenID, and with which role. */
export interface DeskOidcConfig {
  issuer: string;
  clientId: string;
  /** The claim with a person's groups or roles, or a path of names with dots. */
  roleClaim: string;
  /** Role by claim value; null: each account has its own role. */
  roles: ReadonlyMap<string, DeskRole> | null;
  /** Whether a person with a role gets an account at the first login. */
  addsAccounts: boolean;
}

export function deskOidcConfig(settings: Settings): DeskOidcConfig | null {
  const { VESTIBULE_DESK_OIDC_ISSUER: issuer, VESTIBULE_DESK_OIDC_CLIENT_ID: clientId } = settings;
  if (issuer === undefined || clientId === undefined) return null;
  const mapped = settings.VESTIBULE_DESK_OIDC_ROLES;
  return {
    issuer,
    clientId,
    roleClaim: roleClaimIn(mapped ?? ''),
    roles: mapped === undefined ? null : rolesByValue(mapped),
    addsAccounts: settings.VESTIBULE_DESK_OIDC_ADD_ACCOUNTS,
  };
}

/** The claim that is usual at providers, where the setting names none. */
function roleClaimIn(mapped: string): string {
  return claimBeforeRoles.exec(mapped)?.[1]?.trim() ?? 'roles';
}

/** If a value appears twice, the higher role counts. */
function rolesByValue(text: string): Map<string, DeskRole> {
  const found = new Map<string, DeskRole>();
  for (const [value, role] of rolesIn(text)) {
    if (role === null) continue;
    const other = found.get(value);
    found.set(value, other === undefined ? role : mightier([role, other]));
  }
  return found;
}

/** Parses `groups: manager=office-managers; reception=front-desk`. A claim value may contain `=` and commas. */
function rolesIn(text: string): [value: string, role: DeskRole | null][] {
  return text
    .replace(claimBeforeRoles, '')
    .split(';')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map((entry) => {
      const at = entry.indexOf('=');
      const role = deskRoles.find((one) => one === entry.slice(0, Math.max(at, 0)).trim());
      return [entry.slice(at + 1).trim(), role ?? null];
    });
}

/** Sentences about mistakes; each says what to do. */
export function deskOidcMistakes(settings: Settings): string[] {
  const issuer = settings.VESTIBULE_DESK_OIDC_ISSUER;
  const given = [issuer, settings.VESTIBULE_DESK_OIDC_CLIENT_ID].filter((one) => one !== undefined);
  if (given.length === 1) {
    return ['VESTIBULE_DESK_OIDC_ISSUER and VESTIBULE_DESK_OIDC_CLIENT_ID must be set together.'];
  }
  const found: string[] = [];
  if (issuer !== undefined && !isIssuer(issuer)) {
    found.push(
      `VESTIBULE_DESK_OIDC_ISSUER is "${issuer}", but must be the provider's https address as its discovery document has it (http only to this machine).`,
    );
  }
  const mapped = settings.VESTIBULE_DESK_OIDC_ROLES;
  const entries = mapped === undefined ? [] : rolesIn(mapped);
  const isWrong = entries.some(([value, role]) => role === null || value === '');
  if (mapped !== undefined && (isWrong || entries.length === 0)) {
    found.push(
      `VESTIBULE_DESK_OIDC_ROLES is "${mapped}", but must have a role (${deskRoles.join(', ')}) and a value of the claim in each entry, like "groups: manager=office-managers; reception=front-desk".`,
    );
  }
  if (settings.VESTIBULE_DESK_OIDC_ADD_ACCOUNTS && mapped === undefined) {
    found.push(
      'VESTIBULE_DESK_OIDC_ADD_ACCOUNTS is true, but without VESTIBULE_DESK_OIDC_ROLES nobody can tell what a new account may do.',
    );
  }
  return found;
}

function isIssuer(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, search, hash, username } = new URL(address);
  const isHere = ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
  const isSafe = protocol === 'https:' || (protocol === 'http:' && isHere);
  return isSafe && search + hash + username === '';
}

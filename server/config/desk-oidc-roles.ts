/**
 * What stands before the roles: the name of a claim, a colon and a space. A claim may be an address, which has a colon,
 * too, and a value of a role may have anything.
 */
export const claimBeforeRoles = /^([^=]*\S):\s+/;

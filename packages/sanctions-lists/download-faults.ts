/** A proxy that inspects TLS presents its own certificate. */
const ofNoAuthority =
  "the server's certificate is of no authority that is trusted here: a proxy may stand between (NODE_EXTRA_CA_CERTS)";

/** Explanations of failed downloads, by the stored code. */
const words: Readonly<Record<string, string>> = {
  broken: 'the process that read it ended too early',
  cut_off: 'the connection ended in the midst of it',
  timed_out: 'nothing came in time',
  too_large: 'the file is larger than any list',
  not_https: 'the address leads to one that is not HTTPS',
  bad_proxy: 'HTTPS_PROXY is no address of a proxy',
  list_of_another_format: 'the file is no such list',
  list_cut_off: 'the file is cut off or damaged',
  list_older: 'the file is older than the list in force',
  list_date_unusable: 'its own date is no day, or in the future',
  list_unreadable: 'the file cannot be read',
  not_changed: 'the server says "not changed" of a file that was never fetched',
  list_is_another: 'the file is another list',
  ENOSPC: 'the disk is full',
  EACCES: 'the temporary folder may not be written',
  ECONNRESET: 'the server ended the connection',
  EHOSTUNREACH: 'there is no way to the server',
  ENETUNREACH: 'there is no way to the server',
  CERT_HAS_EXPIRED: "the server's certificate has expired",
  CERT_NOT_YET_VALID: "the server's certificate is not valid yet: look at this machine's clock",
  DEPTH_ZERO_SELF_SIGNED_CERT: ofNoAuthority,
  SELF_SIGNED_CERT_IN_CHAIN: ofNoAuthority,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: ofNoAuthority,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ofNoAuthority,
  ERR_TLS_CERT_ALTNAME_INVALID: "the server's certificate is of another name",
  http_401: 'the server asks for a password',
  http_403: 'the server refuses it',
  http_404: 'there is no file at the address',
  http_407: 'the proxy asks for a password',
  ENOTFOUND: 'the name of the server is not known',
  ECONNREFUSED: 'the server refuses the connection',
  EAI_AGAIN: 'the name of the server cannot be looked up',
};

/** Explains a fault in words, with its code for a search. */
export function faultWords(fault: string): string {
  const status = /^(http|proxy)_(\d+)$/.exec(fault);
  const known = words[fault] ?? (status ? `the ${servers[status[1]!]} answers ${status[2]}` : null);
  return known === null ? `the connection failed (${fault})` : `${known} (${fault})`;
}

const servers: Readonly<Record<string, string>> = { http: 'server', proxy: 'proxy' };

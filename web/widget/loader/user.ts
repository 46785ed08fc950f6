// Who the visitor is, as the site says it.

import { md5 } from 'shared/md5';
import type { User } from 'shared/protocol';

const KNOWN_BY = ['avatar_url', 'email', 'name'] as const;

export function checkUser(identifier: unknown, user: User): void {
  if (!['string', 'number'].includes(typeof identifier)) {
    throw new Error('Identifier should be a string or a number');
  }
  if (!KNOWN_BY.some((key) => user[key])) {
    throw new Error('User object should have one of the keys [avatar_url, email, name]');
  }
}

// What tells one user from another: a site says the same one again on each of its pages.
export function fingerprint(identifier: string | number, user: User): string {
  const keys = [...KNOWN_BY, 'identifier_hash'] as const;
  return md5(keys.map((key) => `${key}${user[key] ?? ''}`).join('') + `identifier${identifier}`);
}

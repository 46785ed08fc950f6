// Which files can be sent: those that the server would not refuse anyway (contract 0.7).

import type { Key } from '../i18n/language.svelte';
import type { Values } from '../i18n/text';

export const MOST = 15;

export interface Complaint {
  key: Key;
  values: Values;
}

// Takes as many of the files as can be sent, and tells why not all of them.
export function accepted(
  chosen: readonly File[],
  already: number,
  megabytes: number,
): { files: File[]; complaint: Complaint | undefined } {
  const fitting = chosen.filter((file) => file.size <= megabytes * 1024 * 1024);
  const tooBig = chosen.find((file) => !fitting.includes(file));
  const files = fitting.slice(0, MOST - already);
  if (tooBig) {
    return { files, complaint: { key: 'too_big', values: { name: tooBig.name, size: megabytes } } };
  }
  if (files.length < fitting.length) {
    return { files, complaint: { key: 'too_many', values: { count: MOST } } };
  }
  return { files, complaint: undefined };
}

// What a field asks for, and whether what was entered is that.

import type { Key } from '../i18n/language.svelte';

export interface Question {
  name: string;
  label: string;
  type: string;
  required: boolean;
  placeholder: string;
  choices: { label: string; value: string }[];
  pattern: string;
  // What the site says when the pattern does not fit.
  hint: string;
}

export type Refused = { key: Key } | { text: string };

export function isEmail(value: string): boolean {
  return /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(value.trim());
}

export function check(question: Question, value: string): Refused | undefined {
  const entered = value.trim();
  if (entered === '') return question.required ? { key: 'required' } : undefined;
  if (question.type === 'email' && !isEmail(entered)) return { key: 'invalid_email' };
  if (question.type === 'phone' && !/^\+[1-9]\d{1,14}$/.test(digits(entered))) {
    return { key: 'invalid_phone' };
  }
  if (question.type === 'link' && !isLink(entered)) return { key: 'invalid_link' };
  if (question.pattern && !fits(question.pattern, entered)) {
    return question.hint ? { text: question.hint } : { key: 'invalid' };
  }
  return undefined;
}

// A telephone number as it is stored: people write it with spaces and brackets.
export function digits(phone: string): string {
  return phone.replace(/[\s().-]/g, '');
}

function isLink(value: string): boolean {
  return /^https?:\/\/\S+$/.test(value) && URL.canParse(value);
}

// Patterns come as the text of a regular expression, with or without slashes around it. One that
// cannot be read refuses nothing.
function fits(pattern: string, value: string): boolean {
  const [, source = pattern, flags = ''] = /^\/(.*)\/([a-z]*)$/s.exec(pattern) ?? [];
  try {
    return new RegExp(source, flags.replace(/[gy]/g, '')).test(value);
  } catch {
    return true;
  }
}

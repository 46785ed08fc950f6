// What a site asks before a conversation (contract 4.5), and what the answers become (4.10).

import type { Attributes } from 'shared/protocol';
import type { Contact, PreChatField } from 'shared/wire';
import type { Beginning } from '../api/visitor';
import type { Key } from '../i18n/language.svelte';
import { digits, type Question } from './checks';

interface Standard {
  key: Key;
  usual: string;
  sent: 'name' | 'email' | 'phone_number';
  known: 'has_name' | 'has_email' | 'has_phone_number';
}

const STANDARD: Record<string, Standard> = {
  emailAddress: { key: 'email', usual: 'Email Id', sent: 'email', known: 'has_email' },
  fullName: { key: 'full_name', usual: 'Full name', sent: 'name', known: 'has_name' },
  phoneNumber: {
    key: 'phone',
    usual: 'Phone number',
    sent: 'phone_number',
    known: 'has_phone_number',
  },
};

// The fields that are asked for: not what is known of the contact already. Every visitor has a
// name, which is a made-up one until there is an address to go with it.
export function fieldsFor(fields: PreChatField[], contact: Contact | undefined): PreChatField[] {
  return fields.filter((field) => {
    const standard = STANDARD[field.name];
    if (!field.enabled) return false;
    if (!standard || !contact) return true;
    if (standard.known === 'has_name') return !(contact.has_email && contact.has_name);
    return !contact[standard.known];
  });
}

export function question(field: PreChatField, say: (key: Key) => string): Question {
  const standard = STANDARD[field.name];
  // A label that nobody has changed is said in the language of the visitor.
  const isUsual = standard !== undefined && (!field.label || field.label === standard.usual);
  return {
    name: field.name,
    label: isUsual ? say(standard.key) : field.label,
    type: standard?.sent === 'phone_number' ? 'phone' : field.type,
    required: field.required,
    placeholder: field.placeholder ?? '',
    choices: (field.values ?? []).map((value) => ({ label: value, value })),
    pattern: field.regex_pattern ?? '',
    hint: field.regex_cue ?? '',
  };
}

export interface Answers {
  beginning: Beginning;
  contactAttributes: Attributes;
}

export function answers(fields: PreChatField[], values: Record<string, string>): Answers {
  const contact: NonNullable<Beginning['contact']> = {};
  const custom_attributes: Attributes = {};
  const contactAttributes: Attributes = {};
  for (const field of fields) {
    const value = (values[field.name] ?? '').trim();
    const standard = STANDARD[field.name];
    if (value === '') continue;
    if (standard?.sent === 'phone_number') contact.phone_number = digits(value);
    else if (standard) contact[standard.sent] = value;
    else if (field.field_type === 'contact_attribute')
      contactAttributes[field.name] = typed(field, value);
    else custom_attributes[field.name] = typed(field, value);
  }
  return { beginning: { contact, custom_attributes }, contactAttributes };
}

function typed(field: PreChatField, value: string): unknown {
  if (field.type === 'checkbox') return value === 'true';
  return field.type === 'number' ? Number(value) : value;
}

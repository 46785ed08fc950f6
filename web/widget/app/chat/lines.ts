// The lines of a conversation: messages that the server has, and those on their way to it.

import type { Beginning } from '../api/visitor';
import { MessageType, type Message, type PushedMessage } from 'shared/wire';

export interface Draft {
  content: string;
  files: File[];
  // What the conversation that it begins is to know.
  beginning: Beginning;
  // Whether it begins a conversation although there may be one.
  isFirst: boolean;
  // When, and on which page.
  timestamp: string;
  referer_url: string;
}

export interface Line extends Message {
  // Stays the same when the server has taken the message, so that what is drawn stays, too.
  key: string;
  state: 'sending' | 'sent' | 'failed';
  progress: number;
  draft: Draft | undefined;
  // The last message that was known when it was said.
  follows: number;
  // Why the server has refused it, whether it would do so again, and whether it may have taken it
  // although nobody has said so.
  reason?: string | undefined;
  isFinal?: boolean;
  mayHaveArrived?: boolean;
}

// How a message has come, and whether the visitor may be taken to it.
export interface Arrival {
  isNew: boolean;
  mayMove: boolean;
}

// Not `randomUUID`, which pages without TLS do not have.
export function newKey(): string {
  return [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join('-');
}

export function sent(message: Message, key = `${message.id}`): Line {
  return { ...message, key, state: 'sent', progress: 1, draft: undefined, follows: 0 };
}

export function sending(draft: Draft, key: string, now: number, follows = 0): Line {
  return {
    id: Number.MAX_SAFE_INTEGER,
    key,
    content: draft.content,
    message_type: MessageType.incoming,
    content_type: 'text',
    content_attributes: {},
    created_at: Math.floor(now / 1000),
    conversation_id: 0,
    state: 'sending',
    progress: 0,
    draft,
    follows,
  };
}

export function isFromTeam(message: Message): boolean {
  return (
    message.message_type === MessageType.outgoing || message.message_type === MessageType.template
  );
}

export function isReply(message: Message): boolean {
  return isFromTeam(message) && message.sender?.type === 'user';
}

export function isShown(message: PushedMessage): boolean {
  return !message.private && message.message_type !== MessageType.activity;
}

// Puts messages of the server among the lines: each once, in the order in which they were said.
export function merged(
  lines: readonly Line[],
  messages: readonly (Message | PushedMessage)[],
): Line[] {
  const all = new Map(lines.map((line) => [line.key, line]));
  const keys = new Map(lines.map((line) => [line.id, line.key]));
  for (const message of messages) {
    const known = keys.get(message.id);
    const key = echo(message, all) ?? known ?? failedAs(message, all) ?? `${message.id}`;
    // It was fetched before its echo was heard.
    if (known !== undefined && known !== key) all.delete(known);
    all.set(key, sent({ ...all.get(key), ...message }, key));
  }
  return [...all.values()].sort(inOrder);
}

// What is not with the server yet comes last, whatever the clock of this device says.
function inOrder(one: Line, other: Line): number {
  const waiting = Number(one.state !== 'sent') - Number(other.state !== 'sent');
  return waiting || one.created_at - other.created_at || one.id - other.id;
}

export function replaced(lines: readonly Line[], key: string, change: Partial<Line>): Line[] {
  return lines.map((line) => (line.key === key ? { ...line, ...change } : line));
}

// Notes that a line could not be sent, unless what was fetched meanwhile tells that it was.
export function failed(lines: readonly Line[], key: string, why: Partial<Line>): Line[] {
  const clean = { reason: undefined, isFinal: false, mayHaveArrived: false };
  const all = replaced(lines, key, { ...clean, ...why, state: 'failed' });
  const line = all.find((each) => each.key === key);
  const arrived = all.find((each) => each.key === `${each.id}` && line && isSame(line, each));
  return arrived
    ? merged(
        all.filter((each) => each !== arrived),
        [arrived],
      )
    : all;
}

// The line that has become a message, although nobody has said so.
function failedAs(message: Message, lines: Map<string, Line>): string | undefined {
  return [...lines.values()].find((line) => line.state === 'failed' && isSame(line, message))?.key;
}

function isSame({ content, draft, follows, mayHaveArrived }: Line, message: Message): boolean {
  return (
    mayHaveArrived === true &&
    message.message_type === MessageType.incoming &&
    message.id > follows &&
    (message.content ?? '') === content &&
    hasFiles(message, draft?.files ?? [])
  );
}

// Whether the files of a message are these, by their names and sizes as far as those are told.
function hasFiles({ attachments = [] }: Message, files: File[]): boolean {
  return (
    attachments.length === files.length &&
    files.every(({ name, size }, at) => {
      const { data_url = '', file_size } = attachments[at] ?? {};
      return (file_size ?? size) === size && isNamed(data_url, name);
    })
  );
}

// The name may have lost the signs that the server does not keep in names.
function isNamed(address: string, name: string): boolean {
  const last = /([^/?#]*)(?:[?#].*)?$/.exec(address)?.[1] ?? '';
  const letters = (text: string) => text.replace(/%[\da-f]{2}/gi, '').replace(/[^a-z\d]/gi, '');
  return last === '' || letters(last) === letters(encodeURIComponent(name));
}

function echo(message: Message | PushedMessage, lines: Map<string, Line>): string | undefined {
  const key = 'echo_id' in message ? message.echo_id : undefined;
  return key && lines.has(key) ? key : undefined;
}

import { expect, test } from 'vitest';
import { MessageType, type Message } from 'shared/wire';
import { grouped } from '../../app/chat/groups';
import { failed, merged, replaced, sending, type Line } from '../../app/chat/lines';

function message(id: number, more: Partial<Message> = {}): Message {
  return {
    id,
    content: `${id}`,
    message_type: MessageType.outgoing,
    content_attributes: {},
    created_at: 1_700_000_000 + id,
    conversation_id: 42,
    ...more,
  };
}

const DRAFT = {
  content: 'Hi',
  files: [],
  beginning: {},
  isFirst: false,
  timestamp: '',
  referer_url: '',
};
const ids = (lines: Line[]) => lines.map(({ id }) => id);

test('a message that comes twice is there once, as it was said last', () => {
  const lines = merged(merged([], [message(1)]), [message(2), message(1, { content: 'new' })]);
  expect(ids(lines)).toEqual([1, 2]);
  expect(lines[0]?.content).toBe('new');
});

test('earlier messages come before those that are there', () => {
  expect(ids(merged(merged([], [message(5)]), [message(3), message(4)]))).toEqual([3, 4, 5]);
});

test('what was sent becomes the message that the server tells of', () => {
  const lines = [sending(DRAFT, 'echo', 0)];
  const own = { ...message(7, { message_type: MessageType.incoming }), echo_id: 'echo' };
  const [told] = merged(lines, [own]);
  expect(told).toMatchObject({ key: 'echo', id: 7, state: 'sent', draft: undefined });
  expect(merged([told as Line], [message(7, { message_type: MessageType.incoming })])).toHaveLength(
    1,
  );
});

test('what was fetched before its echo was heard is there once', () => {
  const own = message(7, { message_type: MessageType.incoming });
  const lines = merged([sending(DRAFT, 'echo', 0)], [own]);
  expect(lines).toHaveLength(2);
  expect(merged(lines, [{ ...own, echo_id: 'echo' }]).map(({ key }) => key)).toEqual(['echo']);
});

const own = (id: number, content: string, more: Partial<Message> = {}) =>
  message(id, { content, message_type: MessageType.incoming, ...more });
const states = (lines: Line[]) => lines.map(({ state }) => state);

test('what has failed is known again when it is there after all', () => {
  const lost = failed([sending(DRAFT, 'echo', 0, 6)], 'echo', { mayHaveArrived: true });
  expect(merged(lost, [own(7, 'Hi')])).toMatchObject([{ key: 'echo', id: 7, state: 'sent' }]);
  // Other words, what was said before, and what the team says are something else.
  for (const other of [own(7, 'Ho'), own(6, 'Hi'), message(7, { content: 'Hi' })]) {
    expect(states(merged(lost, [other]))).toEqual(['sent', 'failed']);
  }
  expect(merged(lost, [own(7, 'Hi'), own(8, 'Hi')])).toHaveLength(2);
  const fetched = merged([sending(DRAFT, 'echo', 0, 6)], [own(7, 'Hi')]);
  const known = failed(fetched, 'echo', { mayHaveArrived: true });
  expect(known).toMatchObject([{ key: 'echo', state: 'sent' }]);
});

test('what was refused is not taken for what is said in the same words', () => {
  const refused = failed([sending(DRAFT, 'echo', 0, 6)], 'echo', { reason: 'Too many' });
  expect(states(merged(refused, [own(7, 'Hi')]))).toEqual(['sent', 'failed']);
  const fetched = merged([sending(DRAFT, 'echo', 0, 6)], [own(7, 'Hi')]);
  expect(states(failed(fetched, 'echo', { reason: 'Too many' }))).toEqual(['sent', 'failed']);
  // Another line that has arrived is not what has become of this one.
  const two = [sending(DRAFT, 'one', 0, 6), sending(DRAFT, 'two', 0, 6)];
  const first = merged(two, [{ ...own(7, 'Hi'), echo_id: 'one' } as Message]);
  expect(states(failed(first, 'two', { mayHaveArrived: true }))).toEqual(['sent', 'failed']);
});

test('files that have arrived are known by their names and sizes', () => {
  const file = { name: 'my cat.png', size: 5 } as File;
  const line = sending({ ...DRAFT, content: '', files: [file] }, 'echo', 0, 6);
  const lost = failed([line], 'echo', { mayHaveArrived: true });
  const picture = (name: string, file_size: number) =>
    own(7, '', { attachments: [{ id: 1, file_type: 'image', data_url: `/f/${name}`, file_size }] });
  expect(states(merged(lost, [picture('my%20cat.png', 5)]))).toEqual(['sent']);
  expect(states(merged(lost, [picture('my%20cat.png', 6)]))).toEqual(['sent', 'failed']);
  expect(states(merged(lost, [picture('my%20dog.png', 5)]))).toEqual(['sent', 'failed']);
});

test('what was not sent comes last, although the clock of the device is slow', () => {
  const failed = replaced([sending(DRAFT, 'echo', 0)], 'echo', {
    state: 'failed',
  });
  expect(merged(failed, [message(1)]).map(({ key }) => key)).toEqual(['1', 'echo']);
});

test('lines of one person within minutes are drawn together, and days are told apart', () => {
  const ada = { id: 5, name: 'Ada', type: 'user' } as const;
  const bot = { id: 5, name: 'Bot', type: 'agent_bot' } as const;
  const lines = merged(
    [],
    [
      message(1, { sender: ada }),
      message(2, { sender: ada }),
      message(3, { sender: bot }),
      message(4, { sender: bot, created_at: 1_700_000_000 + 86_400 }),
    ],
  );
  const groups = grouped(lines);
  expect(groups.map((group) => ids(group.lines))).toEqual([[1, 2], [3], [4]]);
  expect(groups.map((group) => group.day !== undefined)).toEqual([true, false, true]);
});

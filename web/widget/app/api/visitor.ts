// What a visitor can ask the server for: one method for each operation of the contract (4.9 to 4.12),
// and for earlier conversations.

import type { Attributes, User } from 'shared/protocol';
import type {
  Campaign,
  Contact,
  Conversation,
  CsatAnswer,
  ListedConversation,
  Member,
  Message,
  StartedConversation,
  SubmittedValue,
} from 'shared/wire';
import type { Client } from './client';

export interface Words {
  content: string;
  echo_id: string;
  referer_url: string;
  timestamp: string;
}

// What a conversation is to know from its start.
export interface Beginning {
  contact?: { name?: string; email?: string; phone_number?: string };
  custom_attributes?: Attributes;
  labels?: string[];
}

export interface MessagePage {
  payload: Message[];
  meta?: { contact_last_seen_at?: number };
}

export class Visitor {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  // The conversation that all of this is about, if it is not the newest.
  set chosen(id: number | undefined) {
    this.#client.chosen = id;
  }

  // What programs are told of the inbox, and of the visitor.
  settings(): Promise<{ contact: { pubsub_token: string } }> {
    return this.#client.post('config');
  }

  contact(): Promise<Contact> {
    return this.#client.get('contact');
  }

  updateContact(changes: Partial<User>): Promise<Contact> {
    return this.#client.patch('contact', changes);
  }

  identify(identifier: string | number, user: User): Promise<Contact> {
    return this.#client.patch('contact/set_user', { identifier, ...user });
  }

  deleteContactAttribute(key: string): Promise<void> {
    return this.#client.post('contact/destroy_custom_attributes', { custom_attributes: [key] });
  }

  conversation(): Promise<Partial<Conversation>> {
    return this.#client.get('conversations');
  }

  async conversations(): Promise<ListedConversation[]> {
    const path = 'conversations/all';
    return (await this.#client.get<{ payload: ListedConversation[] }>(path)).payload;
  }

  startConversation(
    message: Words,
    beginning: Beginning,
    key: string,
  ): Promise<StartedConversation> {
    return this.#client.post('conversations', { message, ...beginning }, key);
  }

  sawMessages(): Promise<void> {
    return this.#client.post('conversations/update_last_seen');
  }

  types(typing_status: 'on' | 'off'): Promise<void> {
    return this.#client.post('conversations/toggle_typing', { typing_status });
  }

  askForTranscript(): Promise<void> {
    return this.#client.post('conversations/transcript');
  }

  // The contract has it as a GET, although it ends the conversation.
  endConversation(): Promise<void> {
    return this.#client.get('conversations/toggle_status');
  }

  setConversationAttributes(custom_attributes: Attributes): Promise<void> {
    return this.#client.post('conversations/set_custom_attributes', { custom_attributes });
  }

  deleteConversationAttribute(key: string): Promise<void> {
    return this.#client.post('conversations/destroy_custom_attributes', {
      custom_attribute: [key],
    });
  }

  messages(bounds: { before?: number; after?: number } = {}): Promise<MessagePage> {
    return this.#client.get('messages', bounds);
  }

  sendMessage(message: Words, beginning: Beginning, key: string): Promise<Message> {
    return this.#client.post('messages', { message, ...beginning }, key);
  }

  sendFiles(message: Words, files: File[], progress: (share: number) => void): Promise<Message> {
    const form = multipart(message, files);
    return this.#client.upload('messages', form, message.echo_id, progress);
  }

  answer(messageId: number, submitted_values: SubmittedValue[]): Promise<void> {
    return this.#client.patch(`messages/${messageId}`, { message: { submitted_values } });
  }

  rate(messageId: number, csat_survey_response: CsatAnswer): Promise<void> {
    const submitted_values = { csat_survey_response };
    return this.#client.patch(`messages/${messageId}`, { message: { submitted_values } });
  }

  leaveEmail(messageId: number, email: string): Promise<void> {
    return this.#client.patch(`messages/${messageId}`, { contact: { email } });
  }

  async members(): Promise<Member[]> {
    return (await this.#client.get<{ payload: Member[] }>('inbox_members')).payload;
  }

  campaigns(): Promise<Campaign[]> {
    return this.#client.get('campaigns');
  }

  report(name: string, event_info: Attributes = {}): Promise<void> {
    return this.#client.post('events', { name, event_info });
  }

  setLabel(label: string): Promise<void> {
    return this.#client.post('labels', { label });
  }

  removeLabel(label: string): Promise<void> {
    return this.#client.delete(`labels/${encodeURIComponent(label)}`);
  }
}

function multipart(message: Words, files: File[]): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(message)) form.append(`message[${name}]`, `${value}`);
  for (const file of files) form.append('message[attachments][]', file, file.name);
  return form;
}

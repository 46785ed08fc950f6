// How what the visitor says gets to the server.

import type { Message, StartedConversation } from 'shared/wire';
import { Refusal } from '../api/client';
import type { Beginning, Visitor, Words } from '../api/visitor';
import { isFromTeam, type Draft, type Line } from './lines';
import type { Remarks } from './remarks';

export interface Posted {
  message: Message;
  // The conversation, if one was asked for.
  started?: StartedConversation;
}

export class Outbox {
  readonly #visitor: Visitor;
  readonly #remarks: Remarks;
  // What goes along with messages that are on their way, or are to be sent again.
  readonly #along = new Map<string, Remarks['along']>();

  constructor(visitor: Visitor, remarks: Remarks) {
    this.#visitor = visitor;
    this.#remarks = remarks;
  }

  // What is sent again is the same in every word, by which the server knows it. Where a conversation
  // begins, what is said about it goes along, unless there are files: those come in a form, which
  // knows nothing but text.
  async post(
    { content, files, beginning, isFirst, timestamp, referer_url }: Draft,
    echo_id: string,
    begins: boolean,
    progress: (share: number) => void,
  ): Promise<Posted> {
    const words = { content, echo_id, referer_url, timestamp };
    if (files.length > 0) return { message: await this.#visitor.sendFiles(words, files, progress) };
    if (!begins) return this.#send(words, beginning, isFirst, echo_id);
    const along = this.#along.get(echo_id) ?? this.#remarks.along;
    this.#along.set(echo_id, along);
    this.#remarks.keep(beginning.custom_attributes);
    const posted = await this.#begin(words, beginning, isFirst, along);
    this.#along.delete(echo_id);
    return posted;
  }

  // A visitor can say something, although the server does not take what the site says about it.
  async #begin(
    words: Words,
    own: Beginning,
    isFirst: boolean,
    { beginning, taken }: Remarks['along'],
  ): Promise<Posted> {
    const custom_attributes = { ...beginning.custom_attributes, ...own.custom_attributes };
    const whole = { ...beginning, ...own, custom_attributes };
    try {
      const posted = await this.#send(words, whole, isFirst, words.echo_id);
      taken();
      return posted;
    } catch (error) {
      if (!(error instanceof Refusal && error.isAboutConversation)) throw error;
      console.warn('The server does not take what the page says about the conversation.', error);
      return this.#send(words, own, isFirst, `${words.echo_id}-alone`);
    }
  }

  async #send(words: Words, beginning: Beginning, isFirst: boolean, key: string): Promise<Posted> {
    if (!isFirst) return { message: await this.#visitor.sendMessage(words, beginning, key) };
    const started = await this.#visitor.startConversation(words, beginning, key);
    const message = started.messages.find((each) => !isFromTeam(each));
    if (!message) throw new Error('A conversation starts with what was said');
    return { message, started };
  }
}

// Why a line was not sent, and whether that is known for sure.
export function reasonsOf(error: unknown): Partial<Line> {
  if (!(error instanceof Refusal)) return { mayHaveArrived: error instanceof TypeError };
  const { reason, isFinal, mayBeDone: mayHaveArrived } = error;
  return { reason, isFinal, mayHaveArrived };
}

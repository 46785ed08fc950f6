// How what the visitor says gets to the server, with what the site has said about a conversation
// that is not there yet.

import type { Attributes } from 'shared/protocol';
import type { Message, StartedConversation } from 'shared/wire';
import type { Beginning, Visitor, Words } from '../api/visitor';
import type { Place } from '../place.svelte';
import { isFromTeam, type Draft } from './lines';

export interface Posted {
  message: Message;
  // The conversation, if one was asked for.
  started?: StartedConversation;
}

export class Outbox {
  attributes: Attributes = {};
  readonly labels = new Set<string>();
  readonly #visitor: Visitor;
  readonly #place: Place;

  constructor(visitor: Visitor, place: Place) {
    this.#visitor = visitor;
    this.#place = place;
  }

  async post(
    draft: Draft,
    key: string,
    hasConversation: boolean,
    progress: (share: number) => void,
  ): Promise<Posted> {
    const words = this.#words(draft.content, key);
    if (draft.isFirst) return this.#start(words, this.#beginning(draft));
    const beginning = hasConversation ? {} : this.#beginning(draft);
    const message =
      draft.files.length > 0
        ? await this.#visitor.sendFiles(words, draft.files, beginning, progress)
        : await this.#visitor.sendMessage(words, beginning);
    return { message };
  }

  async #start(words: Words, beginning: Beginning): Promise<Posted> {
    const started = await this.#visitor.startConversation(words, beginning);
    const message = started.messages.find((each) => !isFromTeam(each));
    if (!message) throw new Error('A conversation starts with what was said');
    return { message, started };
  }

  #beginning({ beginning }: Draft): Beginning {
    const custom_attributes = { ...this.attributes, ...beginning.custom_attributes };
    return { ...beginning, custom_attributes, labels: [...this.labels] };
  }

  #words(content: string, echo_id: string): Words {
    const timestamp = new Date().toString();
    return { content, echo_id, referer_url: this.#place.url, timestamp };
  }
}

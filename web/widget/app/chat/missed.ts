// What was said, changed and deleted while nobody could tell it to the chat.

import type { MessagePage, Visitor } from '../api/visitor';

const MOST_AT_ONCE = 100;

// The newest page, and whatever lies between it and the last message that is known.
export async function missed(visitor: Visitor, last: number): Promise<MessagePage> {
  const { payload: newest, meta } = await visitor.messages();
  const payload = [...newest];
  for (let after = last; after < (newest[0]?.id ?? 0);) {
    const { payload: between } = await visitor.messages({ after });
    payload.push(...between);
    if (between.length < MOST_AT_ONCE) break;
    after = between.at(-1)?.id ?? Infinity;
  }
  return { payload, meta };
}

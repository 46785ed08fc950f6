// Reads what a request brings: JSON, or a form with files.

import type { IncomingMessage } from 'node:http';

export type Body = Record<string, unknown>;

export async function read(request: IncomingMessage): Promise<Body> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('multipart/')) return fields(bytes, type);
  return bytes.length > 0 ? JSON.parse(bytes.toString()) : {};
}

// `message[content]` becomes `{ message: { content } }`, as the server reads it.
async function fields(bytes: Buffer, type: string): Promise<Body> {
  const form = await new Response(new Uint8Array(bytes), {
    headers: { 'Content-Type': type },
  }).formData();
  const body: Record<string, Record<string, unknown>> = {};
  for (const [name, value] of form) {
    const [, outer = name, inner = ''] = /^(\w+)\[(\w+)\]/.exec(name) ?? [];
    const group = (body[outer] ??= {});
    if (name.endsWith('[]')) group[inner] = [...((group[inner] as unknown[]) ?? []), value];
    else group[inner] = value;
  }
  return body;
}

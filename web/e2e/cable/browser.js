// What the clients look for because browsers have it. To be imported before them.

import WebSocket from 'ws';

globalThis.self ??= globalThis;
globalThis.WebSocket ??= WebSocket;
globalThis.document ??= { visibilityState: 'visible' };
globalThis.addEventListener ??= () => {};
globalThis.removeEventListener ??= () => {};

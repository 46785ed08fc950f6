import { createContext } from 'svelte';
import type { Widget } from './widget.svelte';

export const [getWidget, setWidget] = createContext<Widget>();

import { mount } from 'svelte';
import App from './App.svelte';
import './app.css';
import { page } from './page';
import { Widget } from './widget.svelte';

const widget = new Widget(page);
void widget.start();
mount(App, { target: document.body, props: { widget } });

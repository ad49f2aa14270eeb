// What comet.js does when it is loaded by a script tag.
import { configure, subscribe } from './api';

(globalThis as { comet?: unknown }).comet = { configure, subscribe };

// Prints what an EventSource receives.
import { EventSource } from 'eventsource';

const source = new EventSource(process.argv[2]);
source.onopen = () => console.log(JSON.stringify({ type: 'open' }));
source.onmessage = ({ type, lastEventId: id, data }) => console.log(JSON.stringify({ type, id, data }));
source.onerror = ({ code }) => console.log(JSON.stringify({ type: 'error', code: code ?? null }));

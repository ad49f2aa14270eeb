// Opens a WebSocket, sends each line of standard input as a message and prints each message received.
import { createInterface } from 'node:readline';
import WebSocket from 'ws';

const socket = new WebSocket(process.argv[2], 'comet.v1');
socket.on('open', () => createInterface({ input: process.stdin }).on('line', line => socket.send(line)).on('close', () => socket.close()));
socket.on('message', (data, isBinary) => console.log(isBinary ? 'binary' : data.toString()));
socket.on('close', code => console.log(`closed ${code}`));
socket.on('error', error => console.log(`error ${error.message}`));

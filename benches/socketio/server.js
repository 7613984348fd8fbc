// The chat that one would write with Socket.IO and SQLite: a post is a row in a transaction of its own, then a
// message to the room. `node server.js ADDRESS FILE`; it speaks the paths of Banter, so that one client drives both.

import { createServer } from 'node:http';

import Database from 'better-sqlite3';
import { Server } from 'socket.io';

const [address, file] = process.argv.slice(2);
const [host, port] = address.split(':');

const db = new Database(file);
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');
db.exec(`CREATE TABLE IF NOT EXISTS messages
  (id INTEGER PRIMARY KEY, room TEXT, author TEXT, client_id TEXT UNIQUE, body TEXT, created_at TEXT)`);
const insert = db.prepare('INSERT INTO messages (room, author, client_id, body, created_at) VALUES (?, ?, ?, ?, ?)');

function keep(room, form) {
  const { body, client_id } = Object.fromEntries(new URLSearchParams(form));
  const message = { client_id, author: 'ada', body, created_at: new Date().toISOString() };
  const { lastInsertRowid: id } = insert.run(room, message.author, client_id, body, message.created_at);
  return { id, ...message };
}

const http = createServer((request, response) => {
  if (request.url === '/_readiness') return response.end('ready');
  const [, room] = request.url.match(/^\/groups\/(\d+)\/messages$/) ?? [];
  let form = '';
  request.on('data', (piece) => { form += piece; });
  request.on('end', () => {
    const message = keep(room, form);
    io.to(room).emit('message', message);
    const answer = JSON.stringify(message);
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(answer) });
    response.end(answer);
  });
});

// What Socket.IO's own client would ask for. The rest of its greeting is done here, because the client of the
// measurement only listens.
http.on('upgrade', (request) => { request.url = `${request.url.replace('/ws', '/ws/')}&EIO=4&transport=websocket`; });
const io = new Server(http, { path: '/ws', transports: ['websocket'], perMessageDeflate: false, serveClient: false });
io.engine.on('connection', (connection) => setImmediate(() => connection.emit('data', '0')));
io.on('connection', (socket) => socket.join(new URL(socket.request.url, 'http://localhost').searchParams.get('group')));

http.listen(Number(port), host, 4096);

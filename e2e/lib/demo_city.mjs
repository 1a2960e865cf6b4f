// Starts the built server with a demo city of its own: SQLite in a new folder, on a free port.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { aheadSeconds } from './city_time.mjs';
import { serverBinary, target } from './paths.mjs';

const startSecondsMax = 120;
const stopSecondsMax = 15;

export async function startDemoCity() {
  if (!existsSync(serverBinary)) throw new Error(`${serverBinary} is not built; run \`cargo build -p server\``);
  const port = await freePort();
  const data = await mkdtemp(join(tmpdir(), 'doorstep-e2e-'));
  const log = join(target, 'e2e-server.log');
  const { DATABASE_URL, ...env } = process.env;
  const args = ['serve', '--demo', '--data', data, '--port', `${port}`, '--clock-ahead', `${aheadSeconds}`];
  const server = spawn(serverBinary, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const file = createWriteStream(log);
  server.stdout.pipe(file, { end: false });
  server.stderr.pipe(file, { end: false });
  const ended = once(server, 'exit');

  async function stop() {
    server.kill('SIGTERM');
    const timer = setTimeout(() => server.kill('SIGKILL'), stopSecondsMax * 1000);
    if (server.exitCode === null && server.signalCode === null) await ended;
    clearTimeout(timer);
    await rm(data, { recursive: true, force: true });
  }
  const baseUrl = `http://127.0.0.1:${port}`;
  try {
    await untilHealthy(baseUrl, server);
  } catch (error) {
    await stop();
    throw new Error(`${error.message}; the server's last words:\n${await lastLines(log)}`);
  }
  return { baseUrl, stop, explain: () => console.log(`the server's log: ${log}`) };
}

async function untilHealthy(baseUrl, server) {
  const deadline = Date.now() + startSecondsMax * 1000;
  while (Date.now() < deadline) {
    if (server.exitCode !== null) throw new Error(`the server ended with code ${server.exitCode}`);
    const answer = await fetch(`${baseUrl}/healthz`).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(100);
  }
  throw new Error(`the server did not answer within ${startSecondsMax} s`);
}

async function freePort() {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address();
  listener.close();
  await once(listener, 'close');
  return port;
}

async function lastLines(log) {
  const lines = (await readFile(log, 'utf8').catch(() => '')).trimEnd().split('\n');
  return lines.slice(-20).join('\n');
}

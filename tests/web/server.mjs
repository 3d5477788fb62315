// Starts the program on a free port and waits until it is ready.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

async function free_port() {
  const probe = createServer();
  await new Promise((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

async function is_ready(url) {
  try {
    return (await fetch(`${url}/health/ready`)).ok;
  } catch {
    return false;
  }
}

/** A data folder of its own, with what was imported in its store. */
function make_data(program, imported) {
  const data = mkdtempSync(path.join(tmpdir(), 'triforium-web-'));
  const { status, stderr } = spawnSync(program, ['import', '--data', data, ...imported]);
  if (status !== 0) throw new Error(`${imported.join(' ')} cannot be imported: ${stderr}`);
  return data;
}

/** { url, stop(): exit code of the server }: folders `published` as they are, and `imported` ones. */
export async function start_server({ program, web }, { published, imported }) {
  const port = await free_port();
  const url = `http://127.0.0.1:${port}`;
  const data = make_data(program, imported);
  const server = spawn(program, ['serve', ...published, '--data', data, '--listen', `127.0.0.1:${port}`, '--log-level', 'warning'], {
    env: { ...process.env, TRIFORIUM_SERVER_WEB_FOLDER: web, TRIFORIUM_CACHE_DISK: '0' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const ended = new Promise((resolve) => {
    server.on('exit', (code) => resolve(code ?? -1));
    server.on('error', () => resolve(-1));
  });
  const stop = async () => {
    server.kill('SIGTERM');
    const code = await ended;
    rmSync(data, { recursive: true, force: true });
    return code;
  };
  for (let tries = 0; tries < 150; ++tries) {
    if (await is_ready(url)) return { url, stop };
    if (server.exitCode !== null) throw new Error(`the server ended with ${server.exitCode} before it was ready`);
    await sleep(100);
  }
  await stop();
  throw new Error('the server was not ready within 15 s');
}

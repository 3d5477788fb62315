// Starts the program on a free port and waits until it is ready.
import { spawn } from 'node:child_process';
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

/** Imports in a child: what it reads may be served from here. */
function import_into(data, program, words) {
  const child = spawn(program, ['import', '--data', data, ...words]);
  let said = '';
  child.stderr.on('data', (part) => { said += part; });
  return new Promise((resolve, reject) => child.on('close', (status) =>
    (status === 0 ? resolve() : reject(new Error(`${words.join(' ')} cannot be imported: ${said}`)))));
}

/** A data folder of its own, with what was imported in its store: one import for each list of words. */
async function make_data(program, imports) {
  const data = mkdtempSync(path.join(tmpdir(), 'triforium-web-'));
  for (const words of imports) await import_into(data, program, words);
  return data;
}

/**
 * { url, stop(): exit code of the server }: folders `published` as they are, and `imported` ones; `imports` with options,
 * and `settings` as variables of the environment.
 */
export async function start_server({ program, web }, { published, imported = [], imports = [imported], settings = {} }) {
  const port = await free_port();
  const url = `http://127.0.0.1:${port}`;
  const data = await make_data(program, imports);
  const server = spawn(program, ['serve', ...published, '--data', data, '--listen', `127.0.0.1:${port}`, '--log-level', 'warning'], {
    env: { ...process.env, TRIFORIUM_SERVER_WEB_FOLDER: web, TRIFORIUM_CACHE_DISK: '0', ...settings },
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

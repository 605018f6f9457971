import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

// The demo is ready in seconds; a loaded machine may need longer.
const READY_MS_MAX = 60_000;
const CASES = 50;

export type Engine = 'sqlite' | 'postgres';

export interface Server {
  address: string;
  /** Where people are sent to sign in and to pay: the simulated world outside. */
  outside: string;
  stop: () => Promise<void>;
}

/** The program under test. */
export function program(): string {
  const program = join(process.env['CARGO_TARGET_DIR'] ?? resolve('..', 'target'), 'debug', 'uma');
  if (!existsSync(program)) {
    throw new Error(`${program} is not built; \`cargo xtask test --only build\` builds it`);
  }
  return program;
}

/** Starts `uma demo` on a fresh folder and a free port, and waits until it says where it listens. */
export async function start(engine: Engine): Promise<Server> {
  const data = await mkdtemp(join(tmpdir(), 'uma-browser-'));
  const words = ['demo', '--data', data, '--listen', '127.0.0.1:0', '--cases', String(CASES), '--mirror'];
  if (engine === 'postgres') {
    words.push('--database', given('UMA_TEST_BROWSER_DATABASE'));
    words.push('--keys-database', given('UMA_TEST_BROWSER_KEYS'));
  }
  const child = spawn(program(), words, { stdio: ['ignore', 'pipe', 'pipe'] });
  const { address, outside } = await said(child);
  const stop = async (): Promise<void> => {
    await ended(child);
    await rm(data, { recursive: true, force: true });
  };
  return { address, outside, stop };
}

function given(name: string): string {
  const value = process.env[name];
  if (value === undefined) {
    throw new Error(`${name} is not set; \`cargo xtask test --only browser\` sets it`);
  }
  return value;
}

/** The addresses in what the server says, or an error with all it said. */
function said(child: ChildProcess): Promise<{ address: string; outside: string }> {
  return new Promise((found, failed) => {
    let words = '';
    const fail = (why: string): void => failed(new Error(`${why}\n${words}`));
    const late = setTimeout(() => fail('the server was not ready in time'), READY_MS_MAX);
    const hear = (part: Buffer): void => {
      words += part.toString();
      const [address, outside] = words.match(/http:\/\/127\.0\.0\.1:[1-9][0-9]*(?=\s)/g) ?? [];
      if (address !== undefined && outside !== undefined) {
        clearTimeout(late);
        found({ address, outside });
      }
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('error', (fault) => fail(fault.message));
    child.once('exit', (code) => fail(`the server ended with ${code ?? 'a signal'}`));
  });
}

/** Asks the server to stop and waits; a server that does not stop by itself is a fault. */
function ended(child: ChildProcess): Promise<void> {
  return new Promise((done, failed) => {
    const late = setTimeout(() => {
      child.kill('SIGKILL');
      failed(new Error('the server did not stop within 20 s of being told to'));
    }, 20_000);
    child.removeAllListeners('exit');
    child.once('exit', () => {
      clearTimeout(late);
      done();
    });
    child.kill('SIGTERM');
  });
}

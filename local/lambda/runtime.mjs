/** The runtime inside a sandbox: loads a handler and serves its invocations, in a process of its own. */

/**
 * It does so as Lambda's Node runtime does, over the Lambda Runtime API (AWS Lambda Developer Guide, "Using the Lambda
 * runtime API").
 * Plain JavaScript, because stripping types would cost every sandbox 17 MB of its memory and 40 ms of its start.
 */
import { existsSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { createRequire, flushCompileCache } from 'node:module';
import { join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';

const { env } = process;
const taskRoot = resolve(env.LAMBDA_TASK_ROOT);
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

class RuntimeFault extends Error {
  constructor(name, message, options) {
    super(message, options);
    this.name = name;
  }
}

/**
 * The parent holds the other end of stdin. When it is gone, so is the machine that this sandbox ran on; a thread
 * watches, because the handler may be computing and hear of nothing.
 */
function dieWithParent() {
  const watcher = new Worker(
    `const { Socket } = require('node:net');
     const stdin = new Socket({ fd: 0, readable: true, writable: false });
     stdin.resume().on('close', () => process.kill(process.pid, 'SIGKILL'));`,
    { eval: true, resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 } },
  );
  watcher.unref();
}

/** `folder/file.export.nested`, found below the task root. */
function loadHandler(name) {
  const [, folder, file, exported] = /^(.*[/\\])?([^./\\]+)\.(.+)$/.exec(name) ?? [];
  if (file === undefined) throw new RuntimeFault('Runtime.MalformedHandlerName', `Bad handler ${name}`);
  const base = join(taskRoot, folder ?? '', file);
  const path = ['.js', '.cjs', '.mjs'].map((extension) => base + extension).find((one) => existsSync(one));
  if (path === undefined) {
    throw new RuntimeFault('Runtime.ImportModuleError', `Error: Cannot find module '${file}' of handler ${name}`);
  }
  let found;
  try {
    found = createRequire(path)(path);
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw new RuntimeFault('Runtime.UserCodeSyntaxError', String(error), { cause: error });
    }
    if (error.code === 'MODULE_NOT_FOUND') {
      throw new RuntimeFault('Runtime.ImportModuleError', String(error), { cause: error });
    }
    throw error;
  }
  for (const part of exported.split('.')) found = found?.[part];
  if (typeof found !== 'function') {
    throw new RuntimeFault('Runtime.HandlerNotFound', `${name} is undefined or not exported`);
  }
  if (found.length >= 3) {
    const message = 'Functions of the runtime nodejs24.x cannot take a callback. Make the handler async.';
    throw new RuntimeFault('Runtime.CallbackHandlerDeprecated', message);
  }
  return found;
}

function call(method, path, body) {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    const url = `http://${env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/${path}`;
    const sent = request(url, { method, agent, headers }, (answer) => {
      const pieces = [];
      answer.on('data', (piece) => pieces.push(piece));
      answer.on('end', () => resolve({ headers: answer.headers, body: Buffer.concat(pieces).toString('utf8') }));
      answer.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

function describe(error) {
  const { name, message, stack } = error instanceof Error ? error : new RuntimeFault('Error', String(error));
  return JSON.stringify({ errorType: name, errorMessage: message, trace: stack?.split('\n') ?? [] });
}

function contextOf(headers) {
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  return {
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

/** Invocations after which most of what a handler runs has been compiled. */
const WARM = 10;

/** A sandbox is killed and never exits, which is when Node would write what it compiled. */
function keepCompiled() {
  if (env.NODE_COMPILE_CACHE) flushCompileCache();
}

async function serve(handler) {
  for (let served = 0; ; served++) {
    if (served === WARM) keepCompiled();
    const { headers, body } = await call('GET', 'invocation/next');
    const context = contextOf(headers);
    const path = `invocation/${context.awsRequestId}`;
    let output;
    try {
      output = JSON.stringify((await handler(JSON.parse(body), context)) ?? null);
    } catch (error) {
      await call('POST', `${path}/error`, describe(error));
      continue;
    }
    await call('POST', `${path}/response`, output);
  }
}

dieWithParent();
let handler;
try {
  handler = loadHandler(env._HANDLER);
} catch (error) {
  await call('POST', 'init/error', describe(error));
  process.exit(1);
}
await serve(handler);

// Holds every recorded REST request and answer against GitHub's own description of its API.
// Usage: node openapi.mjs EXCHANGES.jsonl
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { readExchanges, report } from './exchanges.mjs';
import { Schemas } from './schemas.mjs';

const file = createRequire(import.meta.url).resolve('@octokit/openapi/generated/api.github.com.json');
const description = JSON.parse(readFileSync(file, 'utf8'));
const schemas = new Schemas(description);
const routes = Object.keys(description.paths).map(toRoute);

// Any operation may answer these; the description names them here and there only.
const answersOfAny = new Set([304, 400, 401, 403, 404, 429, 500, 502, 503, 504]);

const findings = [];
let judged = 0;
for (const exchange of readExchanges(process.argv[2])) {
  if (exchange.path === '/graphql') {
    continue;
  }

  judged++;
  for (const { route, problem } of judge(exchange)) {
    findings.push({ method: exchange.method, path: exchange.path, route, problem });
  }
}

report('openapi', judged, findings);

function judge(exchange) {
  const method = exchange.method.toLowerCase();
  const matching = routes
    .filter(({ path, pattern }) => pattern.test(exchange.path) && description.paths[path][method] !== undefined)
    .sort((one, other) => other.literals - one.literals);
  if (matching.length === 0) {
    return [{ route: exchange.path.replace(/\d+/g, '{number}'), problem: 'no such operation is described' }];
  }

  const { path } = matching[0];
  const operation = description.paths[path][method];
  const at = ['paths', path, method];
  return [
    ...judgeQuery(exchange, operation),
    ...judgeRequest(exchange, operation, at),
    ...judgeAnswer(exchange, operation, at),
  ].map((problem) => ({ route: path, problem }));
}

function judgeQuery(exchange, operation) {
  const known = new Map((operation.parameters ?? [])
    .map((parameter) => schemas.resolve(parameter))
    .filter((parameter) => parameter.in === 'query')
    .map((parameter) => [parameter.name, parameter]));
  const sent = [...new URLSearchParams(exchange.query ?? '')];
  const missing = [...known.values()]
    .filter((parameter) => parameter.required && !sent.some(([name]) => name === parameter.name))
    .map((parameter) => `query lacks '${parameter.name}'`);
  const wrong = sent.flatMap(([name, value]) => known.has(name)
    ? schemas.problems(known.get(name).schema, value, { coerce: true }).map((problem) => `query '${name}' ${problem}`)
    : [`query has '${name}', which is not described`]);
  return [...missing, ...wrong];
}

function judgeRequest(exchange, operation, at) {
  // What was refused may have been wrong on purpose.
  const body = operation.requestBody && schemas.resolve(operation.requestBody);
  if (exchange.status >= 400 || !body) {
    return [];
  }

  if (exchange.request === null) {
    return body.required ? ['request has no body'] : [];
  }

  const schema = body.content['application/json'].schema;
  return [
    ...schemas.problemsAt([...at, 'requestBody', 'content', 'application/json', 'schema'], exchange.request),
    ...unknownProperties(schema, exchange.request),
  ].map((problem) => `request ${problem}`);
}

// The description allows more than it names; a name it does not know is a mistake all the same.
function unknownProperties(schema, value) {
  const { properties } = schemas.resolve(schema);
  return properties === undefined
    ? []
    : Object.keys(value).filter((name) => !(name in properties)).map((name) => `has '${name}', which is not described`);
}

function judgeAnswer(exchange, operation, at) {
  if (exchange.status === 0) {
    return [];
  }

  const answer = operation.responses[exchange.status];
  if (answer === undefined) {
    return answersOfAny.has(exchange.status)
      ? judgeUndescribed(exchange)
      : [`answer ${exchange.status} is not described`];
  }

  const content = schemas.resolve(answer).content?.['application/json'];
  if (content === undefined) {
    return judgeUndescribed(exchange);
  }

  const where = answer.$ref === undefined
    ? [...at, 'responses', String(exchange.status)]
    : answer.$ref.slice(2).split('/');
  return schemas.problemsAt([...where, 'content', 'application/json', 'schema'], exchange.response)
    .map((problem) => `answer ${exchange.status} ${problem}`);
}

// Refusals have a message, whether or not the description says so.
function judgeUndescribed({ status, response }) {
  return response === null || (status >= 400 && typeof response.message === 'string')
    ? []
    : [`answer ${status} has a body, which is not described`];
}

function toRoute(path) {
  const operation = Object.values(description.paths[path])[0];
  const severalSegments = new Set([...(operation.parameters ?? []), ...(description.paths[path].parameters ?? [])]
    .map((parameter) => schemas.resolve(parameter))
    .filter((parameter) => parameter['x-multi-segment'])
    .map((parameter) => parameter.name));
  const pattern = path.split(/(\{[^}]+\})/)
    .map((part) => !part.startsWith('{')
      ? part.replace(/[.*+?^$()|[\]\\]/g, '\\$&')
      : severalSegments.has(part.slice(1, -1)) ? '.+' : '[^/]+')
    .join('');
  const literals = path.split('/').filter((segment) => !segment.startsWith('{')).length;
  return { path, pattern: new RegExp(`^${pattern}$`), literals };
}

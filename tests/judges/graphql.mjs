// Holds every recorded GraphQL request and answer against GitHub's own schema.
// Usage: node graphql.mjs EXCHANGES.jsonl
import { schema as described } from '@octokit/graphql-schema';
import { buildSchema, executeSync, parse, validate, getVariableValues, GraphQLError } from 'graphql';
import { readExchanges, report } from './exchanges.mjs';

// GitHub's text defines a field twice, which its own service takes.
const schema = buildSchema(described.idl, { assumeValidSDL: true });

const findings = [];
let judged = 0;
for (const exchange of readExchanges(process.argv[2])) {
  if (exchange.path !== '/graphql') {
    continue;
  }

  judged++;
  for (const problem of judge(exchange)) {
    findings.push({ method: exchange.method, path: exchange.path, route: exchange.path, problem });
  }
}

report('graphql', judged, findings);

function judge(exchange) {
  let document;
  try {
    document = parse(exchange.request.query);
  } catch (problem) {
    if (problem instanceof GraphQLError) {
      return [`request ${problem.message}`];
    }

    throw problem;
  }

  const wrong = validate(schema, document);
  if (wrong.length > 0) {
    return wrong.map((error) => `request ${error.message}`);
  }

  const variables = exchange.request.variables ?? {};
  const definitions = document.definitions[0].variableDefinitions ?? [];
  const { errors = [] } = getVariableValues(schema, definitions, variables);
  return errors.length > 0
    ? errors.map((error) => `request ${error.message}`)
    : judgeAnswer(exchange, document, variables);
}

// The answer is played back through the schema: a field of another type or a null that must not be shows as an error.
function judgeAnswer(exchange, document, variableValues) {
  if (exchange.status !== 200) {
    return [];
  }

  const { data, errors } = exchange.response;
  if (data === undefined && errors === undefined) {
    return ['answer has neither data nor errors'];
  }

  if (errors !== undefined) {
    return errors.every((error) => typeof error.message === 'string') ? [] : ['answer has an error without a message'];
  }

  const played = executeSync({ schema, document, rootValue: data, variableValues });
  return (played.errors ?? []).map((error) => `answer ${error.message}`);
}

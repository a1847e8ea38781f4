// Checks values against the schemas of an OpenAPI 3.0 description.
import Ajv from 'ajv';

const formats = {
  'date-time': (text) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text)
    && !isNaN(Date.parse(text)),
  // GitHub gives an empty text where an address is not set.
  uri: (text) => text === '' || URL.canParse(text),
};

export class Schemas {
  #description;
  #strict;
  #coercing;

  constructor(description) {
    allowNull(description);
    this.#description = description;
    this.#strict = make(description, false);
    this.#coercing = make(description, true);
  }

  /** What a reference stands for; anything else stands for itself. */
  resolve(value) {
    return value.$ref === undefined
      ? value
      : this.resolve(value.$ref.slice(2).split('/').reduce((at, name) => at[unescape(name)], this.#description));
  }

  /** What is wrong with a value, by the schema at a place in the description. */
  problemsAt(place, value) {
    const pointer = place.map((name) => encodeURIComponent(name.replace(/~/g, '~0').replace(/\//g, '~1'))).join('/');
    return problems(this.#strict, { $ref: `github#/${pointer}` }, value);
  }

  /** What is wrong with a value, by a schema; `coerce` reads text as the type that is asked for. */
  problems(schema, value, { coerce = false } = {}) {
    const absolute = JSON.parse(JSON.stringify(schema).replace(/"\$ref":"#/g, '"$ref":"github#'));
    return coerce
      ? problems(this.#coercing, { type: 'object', properties: { value: absolute } }, { value })
      : problems(this.#strict, absolute, value);
  }
}

const compiled = new Map();

function problems(ajv, schema, value) {
  const key = `${ajv.opts.coerceTypes} ${JSON.stringify(schema)}`;
  if (!compiled.has(key)) {
    compiled.set(key, ajv.compile(schema));
  }

  const validate = compiled.get(key);
  return validate(value)
    ? []
    : validate.errors
      .filter((error) => !['anyOf', 'oneOf', 'if'].includes(error.keyword) || validate.errors.length === 1)
      .map((error) => `at '${error.instancePath.replace(/\/\d+/g, '/*')}' ${error.message}`);
}

function make(description, coerceTypes) {
  const ajv = new Ajv({ strict: false, allErrors: true, coerceTypes, logger: false, formats });
  ajv.addSchema(description, 'github');
  return ajv;
}

// `nullable` allows null beside a type; in an enumeration it must stand among the values as well, and beside
// anything else it is not understood.
function allowNull(schema) {
  if (schema === null || typeof schema !== 'object') {
    return;
  }

  Object.values(schema).forEach(allowNull);
  if (schema.nullable !== true) {
    return;
  }

  if (Array.isArray(schema.enum) && !schema.enum.includes(null)) {
    schema.enum.push(null);
  }

  if (schema.type === undefined) {
    const { nullable, ...inner } = schema;
    Object.keys(schema).forEach((name) => delete schema[name]);
    schema.anyOf = [{ type: 'string', nullable: true, enum: [null] }, inner];
  }
}

function unescape(name) {
  return decodeURIComponent(name).replace(/~1/g, '/').replace(/~0/g, '~');
}

import AjvCompiler from '@fastify/ajv-compiler';
import SerializerSelector, { type SerializerCompiler } from '@fastify/fast-json-stringify-compiler';

const buildFastifys = AjvCompiler();
const buildSerializer = SerializerSelector();

type CompileValidator = ReturnType<typeof buildFastifys>;
type Validator = ReturnType<CompileValidator>;
type Serializer = ReturnType<SerializerCompiler>;

/**
 * Fastify's validators read "5" as a number, because a query has texts only. They would also make "" of the null in a
 * JSON body, so a body is taken as it is.
 */
function buildValidator(...[schemas, options]: Parameters<typeof buildFastifys>): CompileValidator {
  const compile = buildFastifys(schemas, options);
  const compileBody = buildFastifys(schemas, { customOptions: { coerceTypes: false } });
  return (route) => {
    const isBody = typeof route === 'object' && 'httpPart' in route && route.httpPart === 'body';
    return (isBody ? compileBody : compile)(route);
  };
}

/** By schema. Routes that answer alike share one, and a schema belongs to one module. */
const serializers = new WeakMap<object, Serializer>();

/**
 * Fastify's own compilers, for its option `schemaController.compilersFactory`. All listeners of the process share
 * what they compiled.
 */
export const compilersFactory = {
  buildValidator,
  buildSerializer: (...options: Parameters<typeof buildSerializer>): SerializerCompiler =>
    shared(buildSerializer(...options)),
};

/**
 * The same, and each schema is compiled by the first request that needs it. A page has some two hundred of them, which
 * take a second at the start. One takes a few milliseconds.
 */
export const lazyCompilersFactory = {
  buildValidator: (...options: Parameters<typeof buildValidator>): CompileValidator => {
    const compile = buildValidator(...options);
    return (route) => lazyValidator(() => compile(route));
  },
  buildSerializer: (...options: Parameters<typeof buildSerializer>): SerializerCompiler => {
    const compile = shared(buildSerializer(...options));
    return (route) => {
      let serialize: Serializer | undefined;
      return (document) => (serialize ??= compile(route))(document);
    };
  },
};

function shared(compile: SerializerCompiler): SerializerCompiler {
  return (route) => {
    const { schema } = route;
    if (typeof schema !== 'object' || schema === null) return compile(route);
    const serializer = serializers.get(schema) ?? compile(route);
    serializers.set(schema, serializer);
    return serializer;
  };
}

function lazyValidator(compile: () => Validator): Validator {
  let validate: Validator | undefined;
  const lazy = (data: unknown): unknown => {
    validate ??= compile();
    const result: unknown = validate(data);
    Object.assign(lazy, { errors: validate.errors });
    return result;
  };
  // Fastify calls it and reads its errors. What else Ajv hangs on a validator has no reader.
  return lazy as Validator;
}
